import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { toConnectionError } from '../connection-error.ts'
import { type Deadline, startDeadline } from '../deadline.ts'
import { NemoError } from '../errors.ts'
import { discardBody } from '../read-body.ts'
import type { StreamEvent, ToolUse } from '../stream/reply.ts'
import { createStreamReader, type StreamContent, type StreamReader } from '../stream/stream-reader.ts'
import { checkNotAborted, checkToken, readJsonAnswer, type Transport } from '../transport.ts'

/**
 * How a stream ended. `closed` is the ordinary end; all others leave open what NEMO did: read the state.
 * - `idle_timeout` nothing but heartbeats for `streamIdleMs` · `hard_timeout` not over after `streamMs`
 * - `broken` the connection failed · `aborted` the caller's signal · `too_large` more than a stream may hold
 */
export type StreamEnd = 'closed' | 'idle_timeout' | 'hard_timeout' | 'broken' | 'aborted' | 'too_large'

export type StreamOutcome = {
  readonly ended: StreamEnd
  /** What NEMO said, pieces joined by white space only; empty for about 30 % of edits, which is no error. */
  readonly text: string
  readonly tools: ToolUse[]
  /** An error told within the stream, in its words. */
  readonly streamError: string | null
  /**
   * The cause when the stream did not simply close, or a numbered error told within it. `accepted` is false only
   * when one of NEMO's documented refusals was the very first thing in the stream.
   */
  readonly error?: NemoError
  /** Events that were no heartbeats. */
  readonly meaningfulEvents: number
}

export type Message = {
  readonly token: string
  readonly sessionId: string
  readonly text: string
  /** Called for each event as it comes. What it throws ends the stream and is thrown on. */
  readonly onEvent?: ((event: StreamEvent) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

const CALL = 'sendMessage'

/**
 * Sends one message and reads its stream to the end. It is paid: no layer ever sends it twice.
 *
 * Throws NemoError when there was no stream: `accepted: false` if NEMO surely refused it (sending again is right),
 * `'unknown'` if it may be at work on it. Once a stream has begun it always resolves.
 */
export async function sendMessage(transport: Transport, message: Message): Promise<StreamOutcome> {
  checkToken({ call: CALL, token: message.token })
  const { streamMs, streamIdleMs } = transport.settings.timeouts
  const hard = startDeadline(streamMs, message.signal)
  // The idle clock listens to the hard one, so that its signal alone ends the request.
  const idle = startDeadline(streamIdleMs, hard.signal)
  try {
    checkNotAborted(CALL, hard)
    const response = await open(transport, message, idle).catch((cause: unknown) => {
      throw toConnectionError(CALL, cause, hard.reason() ?? idle.reason())
    })
    const body = await expectStream(response, transport).catch((cause: unknown) => {
      throw toConnectionError(CALL, cause, hard.reason() ?? idle.reason())
    })
    return await readStream(body, message, { hard, idle, transport })
  } finally {
    idle.clear()
    hard.clear()
  }
}

function open(transport: Transport, { token, sessionId, text }: Message, deadline: Deadline) {
  const body = JSON.stringify({
    app_name: 'nemo_agent',
    user_id: 'me',
    session_id: sessionId,
    new_message: { parts: [{ text }] },
  })
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  return transport.send(
    { call: CALL, lane: 'stream', method: 'POST', path: '/run_sse', token, headers, body },
    deadline,
  )
}

type OpenStream = { readonly chunks: AsyncIterator<Uint8Array>; readonly body: Readable }

/**
 * Tells an event stream from an answer by its first character, since NEMO refuses with HTTP 200 and JSON, and content
 * types lie. No line of an event stream that says anything begins with `{`, `[` or `<`.
 */
async function expectStream(response: Dispatcher.ResponseData, { settings }: Transport): Promise<OpenStream> {
  const { statusCode, headers, body } = response
  const isSuccess = statusCode >= 200 && statusCode < 300
  const source = body[Symbol.asyncIterator]()
  try {
    const { first, start } = isSuccess ? await peek(source) : { first: [], start: '' }
    const chunks = chain(first, source)
    if (isSuccess && !['{', '[', '<'].includes(start)) return { chunks, body }
    await readJsonAnswer(CALL, { statusCode, headers, body: chunks }, settings.maxJsonBytes)
  } catch (cause) {
    discardBody(body)
    throw cause
  }
  const details = { call: CALL, accepted: 'unknown', httpStatus: statusCode } as const
  throw new NemoError('bad_answer', 'an answer without an event stream', details)
}

const MOST_LEADING_SPACE = 65_536

/** Reads up to the first character that is no white space (nor a byte order mark); `start` is empty when none came. */
async function peek(source: AsyncIterator<Uint8Array>): Promise<{ first: Uint8Array[]; start: string }> {
  const first: Uint8Array[] = []
  let head = ''
  while (head === '' && Buffer.concat(first).byteLength < MOST_LEADING_SPACE) {
    const { done, value } = await source.next()
    if (done) break
    first.push(value)
    head = Buffer.concat(first).toString('latin1').replace(LEADING_SPACE, '')
  }
  return { first, start: head.charAt(0) }
}
const LEADING_SPACE = /^(?:\xEF(?:\xBB(?:\xBF|$)|$))?\s*/

async function* chain(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

type Clocks = { readonly hard: Deadline; readonly idle: Deadline; readonly transport: Transport }

async function readStream({ chunks, body }: OpenStream, message: Message, clocks: Clocks): Promise<StreamOutcome> {
  const { maxEventChars, maxStreamBytes } = clocks.transport.settings
  const reader = createStreamReader({
    maxBufferChars: maxEventChars,
    onEvent: message.onEvent ?? (() => {}),
    onMeaningful: clocks.idle.restart,
  })
  try {
    const { isOver, cause } = await pump(chunks, reader, maxStreamBytes)
    const ended = isOver ? nameEnd(cause, clocks) : 'too_large'
    const content = reader.end()
    const error = describeEnd(ended, cause, content)
    const { text, tools, streamError, meaningfulEvents } = content
    return { ended, text, tools, streamError, meaningfulEvents, ...(error ? { error } : {}) }
  } finally {
    discardBody(body)
  }
}

/** Feeds the reader until the stream is over (with the cause when it broke) or too large. */
async function pump(chunks: AsyncIterator<Uint8Array>, reader: StreamReader, maxBytes: number) {
  let receivedBytes = 0
  for (;;) {
    let next: IteratorResult<Uint8Array>
    try {
      next = await chunks.next()
    } catch (cause) {
      return { isOver: true, cause }
    }
    if (next.done) return { isOver: true, cause: null }
    receivedBytes += next.value.byteLength
    if (!reader.push(next.value) || receivedBytes > maxBytes) return { isOver: false, cause: null }
  }
}

function nameEnd(cause: unknown, { hard, idle }: Clocks): StreamEnd {
  if (cause === null) return 'closed'
  if (hard.reason() === 'aborted') return 'aborted'
  if (hard.reason() === 'timeout') return 'hard_timeout'
  return idle.reason() === 'timeout' ? 'idle_timeout' : 'broken'
}

function describeEnd(ended: StreamEnd, cause: unknown, { codedError, streamError }: StreamContent): NemoError | null {
  if (codedError) {
    const { code, nemoCode, wasFirst } = codedError
    return new NemoError(code, streamError ?? code, { call: CALL, accepted: !wasFirst, nemoCode })
  }
  switch (ended) {
    case 'closed':
      return null
    case 'idle_timeout':
    case 'hard_timeout':
      return new NemoError('timeout', `the stream ended by ${ended}`, { call: CALL, accepted: true, cause })
    case 'aborted':
      return new NemoError('aborted', 'aborted while the stream was open', { call: CALL, accepted: true, cause })
    case 'too_large':
      return new NemoError('bad_answer', 'the stream or one event of it is too large', { call: CALL, accepted: true })
    case 'broken':
      return new NemoError('network', toConnectionError(CALL, cause, null).message, {
        call: CALL,
        accepted: true,
        cause,
      })
  }
}
