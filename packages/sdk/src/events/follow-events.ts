import { sleep } from '../http/sleep.ts'
import type { Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type { ServiceEvent } from '../types.ts'
import { endedEarly, parseObject, readStream } from './read-stream.ts'
import { Reconnecting } from './reconnecting.ts'
import { SeenEvents } from './seen-events.ts'

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
  const connections = new Reconnecting(transport.maxRetries, patienceMs)
  for (;;) {
    signal?.throwIfAborted()
    connections.begins()
    let isNew = false
    let failure: unknown
    try {
      for await (const event of readStream(transport, {
        ...subject,
        parse: parseEvent,
        lastEventId: seen.streamedId,
        signal,
      })) {
        if (event === 'open') connections.opened()
        else if (seen.takeStreamed(event)) {
          isNew = true
          connections.brought()
          yield event
        }
      }
      if (seen.last !== null && subject.isLast(seen.last) && (await subject.isEnded(signal))) return
      failure = endedEarly()
    } catch (error) {
      signal?.throwIfAborted()
      failure = error
    }
    if (!isNew && connections.canBeAsked(failure)) {
      try {
        if (yield* readList(subject, seen, signal)) return
        connections.opened()
      } catch (error) {
        signal?.throwIfAborted()
        failure = error
      }
    }
    const delayMs = connections.delayMsAfter(failure)
    onReconnect?.(failure)
    await sleep(delayMs, signal)
  }
}

/** What the list has and was not given yet. @returns whether that was all there will be */
async function* readList(
  subject: Subject,
  seen: SeenEvents,
  signal: AbortSignal | undefined,
): AsyncGenerator<ServiceEvent, boolean, undefined> {
  // Asked first: whatever made it end is in the list that is read then.
  const isEnded = await subject.isEnded(signal)
  for await (const page of subject.list(seen.listCursor, signal).pages()) {
    for (const event of page.data) if (seen.takeListed(event)) yield event
    seen.listCursor = page.next_cursor ?? seen.listCursor
  }
  return isEnded
}

function parseEvent(data: string): ServiceEvent | null {
  const value = parseObject(data)
  return typeof value?.id === 'string' && typeof value.type === 'string' ? (value as ServiceEvent) : null
}
