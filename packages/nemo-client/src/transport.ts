import type { Readable } from 'node:stream'
import { Agent, type Dispatcher } from 'undici'
import { classifyAnswer } from './classify-answer.ts'
import { toConnectionError } from './connection-error.ts'
import { createConnector } from './connector.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { NemoError } from './errors.ts'
import { isRecord, type JsonRecord, parseForeignJson, pick } from './foreign-json.ts'
import type { Settings } from './options.ts'
import { discardBody, readBody } from './read-body.ts'

/** Separate connections for each kind of traffic, so that hundreds of long streams never hold up a short call. */
type Lane = 'short' | 'stream' | 'upload' | 'download'

export type ApiRequest = {
  /** The client's method, as it stands in errors. */
  readonly call: string
  readonly lane: Lane
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Absent only for the call that asks for a token. */
  readonly token?: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Readable
}

export type Transport = {
  readonly settings: Settings
  /** Sends one request to NEMO, once. The answer's body is the caller's to read or discard. */
  readonly send: (request: ApiRequest, deadline: Deadline) => Promise<Dispatcher.ResponseData>
  /** Fetches from a foreign address: no token, no attribution. */
  readonly fetchForeign: (url: URL, deadline: Deadline) => Promise<Dispatcher.ResponseData>
  readonly close: () => Promise<void>
}

export function createTransport(settings: Settings): Transport {
  const lanes = createLanes(settings)
  return {
    settings,
    send: ({ lane, method, path, token, headers, body }, deadline) =>
      lanes[lane].request({
        origin: settings.origin,
        path: settings.basePath + path,
        method,
        headers: {
          ...settings.attributionHeaders,
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: body ?? null,
        signal: deadline.signal,
        // A reset on a reused idle connection would leave open whether the request arrived.
        reset: lane === 'stream' || lane === 'upload',
      }),
    fetchForeign: (url, deadline) =>
      lanes.download.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers: { accept: 'video/mp4, */*' },
        signal: deadline.signal,
      }),
    close: async () => {
      await Promise.all(Object.values(lanes).map((agent) => agent.destroy()))
    },
  }
}

/**
 * undici's own timeouts are off, since each call brings its clocks, except the gap between two chunks of a download.
 * HTTP/2 is off because undici may send a request again there after a GOAWAY: a message would be paid twice.
 */
function createLanes({ timeouts }: Settings): Record<Lane, Agent> {
  const common: Agent.Options = {
    allowH2: false,
    connect: createConnector({ allowH2: false, timeout: timeouts.connectMs }),
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  return {
    short: new Agent({ ...common, connections: 128 }),
    stream: new Agent({ ...common, pipelining: 0 }),
    upload: new Agent({ ...common, pipelining: 0 }),
    download: new Agent({ ...common, bodyTimeout: 60_000 }),
  }
}

const TOKEN = /^[\x21-\x7e]{1,4096}$/

/** Sends a short request and reads its JSON. Throws NemoError for every refusal, failure and unreadable answer. */
export async function callJson(
  transport: Transport,
  request: ApiRequest,
  options: { readonly signal: AbortSignal | undefined; readonly timeoutMs?: number },
): Promise<JsonRecord> {
  checkToken(request)
  const deadline = startDeadline(options.timeoutMs ?? transport.settings.timeouts.requestMs, options.signal)
  try {
    checkNotAborted(request.call, deadline)
    const response = await transport.send(request, deadline)
    return await readJsonAnswer(request.call, response, transport.settings.maxJsonBytes).finally(() =>
      discardBody(response.body),
    )
  } catch (cause) {
    throw toConnectionError(request.call, cause, deadline.reason())
  } finally {
    deadline.clear()
  }
}

/** Refuses a token that could not be a header, before anything is sent. */
export function checkToken({ call, token }: Pick<ApiRequest, 'call' | 'token'>): void {
  if (token === undefined || TOKEN.test(token)) return
  throw new NemoError('token_invalid', 'the token is empty or has characters that no token has', {
    call,
    accepted: false,
  })
}

export function checkNotAborted(call: string, deadline: Deadline): void {
  if (deadline.signal.aborted) throw new NemoError('aborted', 'aborted before it was sent', { call, accepted: false })
}

type AnswerSource = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'> & {
  readonly body: AsyncIterable<Uint8Array>
}

/** Reads an answer that must be a JSON object, whatever its content type says. */
export async function readJsonAnswer(
  call: string,
  { statusCode, headers, body }: AnswerSource,
  maxBytes: number,
): Promise<JsonRecord> {
  const bytes = await readBody(body, maxBytes)
  const text = bytes?.toString('utf8').replace(/^\uFEFF/, '') ?? ''
  const json = parseForeignJson(text)
  const error = classifyAnswer({ call, status: statusCode, retryAfter: headers['retry-after'], json, text }, Date.now())
  if (error) throw error
  if (isRecord(json)) return json
  const reason =
    bytes === null ? `an answer of more than ${maxBytes} bytes` : `not a JSON object: ${text.slice(0, 400)}`
  throw new NemoError('bad_answer', reason, { call, accepted: 'unknown', httpStatus: statusCode })
}

/** The fields of an answer, whether they are inside `data` or at the top. */
export function fieldsOf(json: JsonRecord): JsonRecord {
  const data = pick(json, 'data')
  return isRecord(data) ? { ...json, ...data } : json
}

/** One part of a path. Dots alone would be resolved away by a server and end up in another call. */
export function pathSegment(call: string, id: string): string {
  if (id !== '' && id.length <= 300 && !/^\.+$/.test(id)) return encodeURIComponent(id.toWellFormed())
  throw new NemoError('rejected', 'the id cannot be part of an address', { call, accepted: false })
}
