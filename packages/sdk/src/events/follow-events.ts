import { ApiError, ConnectionError, UnexpectedAnswerError } from '../errors.ts'
import { backoffMs, isPassing } from '../http/retry.ts'
import { sleep } from '../http/sleep.ts'
import type { Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type { ServiceEvent } from '../types.ts'
import { endedEarly, readStream } from './read-stream.ts'

export type FollowOptions = {
  /** Ends it, with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** The id of an event: begins behind it. */
  readonly after?: string | undefined
  /** How long the service may stay away in the middle before that is an error; 15 minutes. */
  readonly patienceMs?: number | undefined
  /** Told each time that the stream broke and is taken up again. */
  readonly onReconnect?: ((reason: unknown) => void) | undefined
}

/** What is followed: a batch or a job. */
export type Subject = {
  readonly path: string
  /** Whether nothing may follow this event. */
  readonly isLast: (event: ServiceEvent) => boolean
  /** Whether it has ended by now; a failed job that is tried again has not. */
  readonly isEnded: (signal: AbortSignal | undefined) => Promise<boolean>
  readonly list: (cursor: string | undefined, signal: AbortSignal | undefined) => List<ServiceEvent>
}

const PATIENCE_MS = 15 * 60_000
const MAX_RECONNECT_DELAY_MS = 5_000
/** A connection that held so long was a good one, even without an event: what follows is a new loss. */
const GOOD_CONNECTION_MS = 10_000

/**
 * Every event once, in order, over as many connections as it takes; ends when the subject has ended.
 *
 * A stream is taken up behind the last event that was seen. Where one brings nothing (something in between cuts or
 * holds it), the list of events is read, so that watching goes on by asking again and again.
 * @throws ApiError when the service refuses: an unknown id, a bad key
 * @throws ConnectionError when it cannot be reached at first, or stays away for longer than the patience
 */
export async function* followEvents(
  transport: Transport,
  subject: Subject,
  { signal, after, patienceMs = PATIENCE_MS, onReconnect }: FollowOptions,
): AsyncGenerator<ServiceEvent, void, undefined> {
  const seen = new SeenEvents(after)
  const line = new Line(transport.maxRetries, patienceMs)
  let listCursor: string | undefined
  for (;;) {
    signal?.throwIfAborted()
    line.tries += 1
    let isNew = false
    let failure: unknown
    try {
      for await (const event of readStream(transport, { ...subject, lastEventId: seen.streamedId, signal })) {
        if (event === 'open') line.opened()
        else if (seen.takeStreamed(event)) {
          isNew = true
          line.brought()
          yield event
        }
      }
      if (seen.last !== null && subject.isLast(seen.last) && (await subject.isEnded(signal))) return
      failure = endedEarly()
    } catch (error) {
      signal?.throwIfAborted()
      failure = error
    }
    if (!isNew && line.canBeAsked(failure)) {
      try {
        // Asked first: whatever made it end is in the list that is read then.
        const isEnded = await subject.isEnded(signal)
        for await (const page of subject.list(listCursor, signal).pages()) {
          for (const event of page.data) if (seen.takeListed(event)) yield event
          listCursor = page.next_cursor ?? listCursor
        }
        if (isEnded) return
        line.opened()
      } catch (error) {
        signal?.throwIfAborted()
        failure = error
      }
    }
    const delayMs = line.delayAfter(failure)
    onReconnect?.(failure)
    await sleep(delayMs, signal)
  }
}

/** Which events were given, so that none is given twice. Some 100 bytes for each. */
class SeenEvents {
  readonly #ids = new Set<string>()
  #skippedUntil: string | undefined
  last: ServiceEvent | null = null
  /** Where a stream is taken up. Never from a list: an event may still come before the last one there. */
  streamedId: string | undefined

  constructor(after: string | undefined) {
    this.streamedId = after
    this.#skippedUntil = after
  }

  takeStreamed(event: ServiceEvent): boolean {
    this.streamedId = event.id
    return this.#take(event)
  }

  takeListed(event: ServiceEvent): boolean {
    if (this.#skippedUntil === undefined) return this.#take(event)
    if (event.id === this.#skippedUntil) this.#skippedUntil = undefined
    return false
  }

  #take(event: ServiceEvent): boolean {
    if (this.#ids.has(event.id)) return false
    this.#ids.add(event.id)
    this.last = event
    return true
  }
}

/** How the connections have fared. */
class Line {
  readonly #maxRetries: number
  readonly #patienceMs: number
  tries = 0
  #openedAt: number | null = null
  #lostAt: number | null = null

  constructor(maxRetries: number, patienceMs: number) {
    this.#maxRetries = maxRetries
    this.#patienceMs = patienceMs
  }

  opened(): void {
    this.#openedAt = Date.now()
    this.#lostAt = null
  }

  brought(): void {
    this.tries = 0
  }

  /** Whether somebody is there who can be asked another way. */
  canBeAsked(failure: unknown): boolean {
    if (!(failure instanceof ConnectionError)) return willPass(failure)
    return this.#openedAt !== null && this.#lostAt === null
  }

  /** @throws the failure itself when it will not pass, or has lasted for too long */
  delayAfter(failure: unknown): number {
    if (!willPass(failure)) throw failure
    if (this.#openedAt === null) {
      if (this.tries > this.#maxRetries) throw failure
    } else {
      if (Date.now() - this.#openedAt > GOOD_CONNECTION_MS && this.#lostAt === null) this.tries = 0
      this.#lostAt ??= Date.now()
      if (Date.now() - this.#lostAt > this.#patienceMs) throw failure
    }
    const retryAfterMs = failure instanceof ApiError ? failure.retryAfterMs : null
    return Math.min(MAX_RECONNECT_DELAY_MS, retryAfterMs ?? backoffMs(Math.max(1, this.tries), Math.random()) / 2)
  }
}

const willPass = (failure: unknown): boolean =>
  isPassing(failure) ||
  failure instanceof UnexpectedAnswerError ||
  (failure instanceof ApiError && failure.status >= 500)
