import { ConnectionError, UnexpectedAnswerError } from '../errors.ts'
import { piecesOf } from '../http/read-answer.ts'
import type { Transport } from '../http/transport.ts'
import { SseReader } from './read-sse.ts'

/** The service sends a comment every 15 s; three missed ones mean a dead connection. */
export const SILENCE_MS = 45_000
/** Nothing follows the last message but the end of the stream. */
const SILENCE_AFTER_LAST_MS = 5_000

export type StreamRequest<Message> = {
  readonly path: string
  /** Of one message; null for what is none of ours. */
  readonly parse: (data: string) => Message | null
  readonly lastEventId?: string | undefined
  /** Whether the stream ends behind it. */
  readonly isLast?: (message: Message) => boolean
  readonly silenceMs?: number
  readonly signal: AbortSignal | undefined
}

/**
 * The messages of one connection, first of all `open`. Ends when the service has ended the stream in order.
 * @throws ApiError, ConnectionError; UnexpectedAnswerError when it is no stream
 */
export async function* readStream<Message>(
  transport: Transport,
  { path, parse, lastEventId, isLast, silenceMs = SILENCE_MS, signal }: StreamRequest<Message>,
): AsyncGenerator<Message | 'open', void, undefined> {
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
    attempt.alive(silenceMs)
    for await (const piece of piecesOf(response)) {
      // while the caller is busy with a message, it is not the service that is waited for
      attempt.pause()
      let mayBeSilentMs = silenceMs
      for (const { data } of reader.push(piece)) {
        const message = parse(data)
        if (message === null) continue
        if (isLast?.(message)) mayBeSilentMs = SILENCE_AFTER_LAST_MS
        yield message
      }
      attempt.alive(mayBeSilentMs)
    }
  } catch (error) {
    throw attempt.reasonOf(error, 'the service')
  } finally {
    attempt.cancel()
  }
}

/** Of JSON that is an object. @returns null for what is none */
export function parseObject(data: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Of a stream that ended before what it tells of did. */
export const endedEarly = (): ConnectionError => new ConnectionError('The event stream ended before its last event')
