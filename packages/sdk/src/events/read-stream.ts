import { ConnectionError, UnexpectedAnswerError } from '../errors.ts'
import { piecesOf } from '../http/read-answer.ts'
import type { Transport } from '../http/transport.ts'
import type { ServiceEvent } from '../types.ts'
import { SseReader } from './read-sse.ts'

/** The service sends a comment every 15 s; three missed ones mean a dead connection. */
const SILENCE_MS = 45_000
/** Nothing follows the last event but the end of the stream. */
const SILENCE_AFTER_LAST_MS = 5_000

export type StreamRequest = {
  readonly path: string
  readonly lastEventId: string | undefined
  readonly isLast: (event: ServiceEvent) => boolean
  readonly signal: AbortSignal | undefined
}

/**
 * The events of one connection, first of all `open`. Ends when the service has ended the stream in order.
 * @throws ApiError, ConnectionError; UnexpectedAnswerError when it is no stream
 */
export async function* readStream(
  transport: Transport,
  { path, lastEventId, isLast, signal }: StreamRequest,
): AsyncGenerator<ServiceEvent | 'open', void, undefined> {
  const { response, attempt } = await transport.openStream({
    ...{ path, signal, maxRetries: 0 },
    headers: {
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  })
  const reader = new SseReader()
  try {
    if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
      throw new UnexpectedAnswerError('The answer is no event stream')
    yield 'open'
    attempt.alive(SILENCE_MS)
    for await (const piece of piecesOf(response)) {
      // while the caller is busy with an event, it is not the service that is waited for
      attempt.pause()
      let silenceMs = SILENCE_MS
      for (const { data } of reader.push(piece)) {
        const event = parseEvent(data)
        if (event === null) continue
        if (isLast(event)) silenceMs = SILENCE_AFTER_LAST_MS
        yield event
      }
      attempt.alive(silenceMs)
    }
  } catch (error) {
    throw attempt.reasonOf(error, 'the service')
  } finally {
    attempt.cancel()
  }
}

/** @returns null for what is no event of ours */
function parseEvent(data: string): ServiceEvent | null {
  try {
    const event: unknown = JSON.parse(data)
    return isEvent(event) ? event : null
  } catch {
    return null
  }
}

const isEvent = (value: unknown): value is ServiceEvent =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'type' in value &&
  typeof value.type === 'string'

/** Of a stream that ended before what it tells of did. */
export const endedEarly = (): ConnectionError => new ConnectionError('The event stream ended before its last event')
