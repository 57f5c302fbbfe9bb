import { setTimeout as sleep } from 'node:timers/promises'
import { backoffDelayMs } from '@nemo-batch/domain'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { type EventAnswer, eventAnswer } from './answers.ts'
import { type ApiClient, reasonOf } from './api-client.ts'
import { ApiProblem, ApiUnreachable } from './errors.ts'

/** The service sends a comment every 15 s; three missed ones mean a dead connection. */
const SILENCE_TIMEOUT_MS = 45_000
const MAX_EVENT_BYTES = 4 * 1024 * 1024
const MAX_RECONNECT_DELAY_MS = 5_000
/** A connection that held so long was a good one, even without an event: what follows is a new loss. */
const GOOD_CONNECTION_MS = 10_000

export type FollowOptions = {
  readonly batchId: string
  readonly signal: AbortSignal
  /** How long the service may stay away in the middle before it counts as unreachable. */
  readonly patienceMs?: number
  readonly onReconnect?: (reason: string) => void
}

const isLastEvent = (event: Pick<EventAnswer, 'type'>): boolean =>
  event.type === 'batch.completed' || event.type === 'batch.canceled'

/**
 * Every event of the batch from its first one on, in order, over as many connections as it takes; ends with the
 * batch's last event.
 * @throws ApiUnreachable when the first connection fails, or later ones for longer than the patience
 * @throws ApiProblem when the service refuses: an unknown batch, a bad key
 */
export async function* followBatch(client: ApiClient, options: FollowOptions): AsyncGenerator<EventAnswer> {
  const { batchId, signal, patienceMs = 60_000, onReconnect } = options
  let lastEventId: string | undefined
  let connectedAt: number | undefined
  let lostAt = 0
  let tries = 0
  for (;;) {
    signal.throwIfAborted()
    try {
      for await (const message of readConnection(client, batchId, lastEventId, signal)) {
        if (message === 'connected') {
          connectedAt = Date.now()
          continue
        }
        tries = 0
        lostAt = 0
        if (message.id !== undefined && message.id !== '') lastEventId = message.id
        const event = parseEvent(message.data)
        if (event === undefined) continue
        yield event
        if (isLastEvent(event)) return
      }
      throw new ApiUnreachable('The event stream ended before the batch did')
    } catch (error) {
      signal.throwIfAborted()
      if (!isPassing(error) || connectedAt === undefined) throw error
      const now = Date.now()
      if (lostAt === 0 || (connectedAt - lostAt > 0 && now - connectedAt > GOOD_CONNECTION_MS)) {
        lostAt = now
        tries = 0
      }
      if (now - lostAt > patienceMs) throw error
      tries += 1
      onReconnect?.(reasonOf(error))
      const waitMs = error instanceof ApiProblem ? error.retryAfterMs : undefined
      await sleep(
        Math.min(MAX_RECONNECT_DELAY_MS, waitMs ?? backoffDelayMs(tries, Math.random(), 200, MAX_RECONNECT_DELAY_MS)),
        undefined,
        { signal },
      )
    }
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof ApiUnreachable || (error instanceof ApiProblem && (error.status >= 500 || error.status === 429))

async function* readConnection(
  client: ApiClient,
  batchId: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<EventSourceMessage | 'connected'> {
  const answer = await client.open(`/v1/batches/${encodeURIComponent(batchId)}/events`, {
    headers: {
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    bodyTimeoutMs: SILENCE_TIMEOUT_MS,
    signal,
  })
  yield 'connected'
  const pending: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => pending.push(message), maxBufferSize: MAX_EVENT_BYTES })
  const decoder = new TextDecoder()
  try {
    for await (const chunk of answer.body) {
      parser.feed(decoder.decode(chunk, { stream: true }))
      yield* pending.splice(0)
    }
    // A last event without its blank line still counts.
    parser.feed('\n\n')
    yield* pending.splice(0)
  } catch (error) {
    throw new ApiUnreachable(`The event stream broke: ${reasonOf(error)}`, { cause: error })
  } finally {
    answer.body.destroy()
  }
}

function parseEvent(data: string): EventAnswer | undefined {
  try {
    return eventAnswer.safeParse(JSON.parse(data)).data
  } catch {
    return undefined
  }
}
