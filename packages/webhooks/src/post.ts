import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { parseRetryAfter } from '@nemo-batch/domain'
import { VERSION } from '@nemo-batch/runtime'
import { AddressGuardError } from './address-guard-error.ts'
import { type AddressPolicy, parseCheckedUrl } from './check-url.ts'
import { readAnswerBody } from './read-answer-body.ts'
import { type ClockOptions, startClock } from './start-clock.ts'

/** Receivers commonly close a connection that nobody uses after 5 s and more. */
const KEEP_ALIVE_MS = 4_000
const MAX_HEAD_BYTES = 16_384
/** Answers of 1xx, of which nobody needs many, come before the answer; each is a head of its own. */
const MAX_INTERIM_ANSWERS = 10

export type PostOptions = ClockOptions & {
  readonly headers: { readonly [name: string]: string }
  /** JSON, sent exactly as it is. */
  readonly body: string
  /** For names, connection, TLS, sending and the head of the answer; the answer's body gets what is left, 2 s at most. */
  readonly timeoutMs: number
  /** So much is read of the answer's body. */
  readonly maxAnswerBytes: number
}

export type PostAnswer = {
  readonly status: number
  /** As the receiver asks, however long; null when it does not. */
  readonly retryAfterMs: number | null
  /** As much of it as came in time, as text that can be stored. */
  readonly body: string
}

export type Poster = {
  /** Once there is a status, it is the answer, whatever happens then: an abort of `signal` only ends the body. */
  post(url: string, options: PostOptions): Promise<PostAnswer>
  /** Posts that have no answer yet end in an error that is no AddressGuardError: it is not the receiver's doing. */
  close(): void
}

/** Sends JSON to addresses that outsiders chose, over connections that are kept for the next message. */
export function createPoster(policy: AddressPolicy, lookup: LookupFunction): Poster {
  const kept = { keepAlive: true, timeout: KEEP_ALIVE_MS }
  const agents = { http: new http.Agent(kept), https: new https.Agent(kept) }
  let isClosed = false

  async function send(url: URL, options: PostOptions, signal: AbortSignal): Promise<IncomingMessage> {
    const requestOptions = { ...requestOf(options), lookup, signal }
    try {
      return await exchange(url, { ...requestOptions, agent: agents[protocolOf(url)] }, options.body)
    } catch (error) {
      if (!(error instanceof StaleConnection) || signal.aborted || isClosed) throw error
      return await exchange(url, { ...requestOptions, agent: false }, options.body)
    }
  }

  return {
    async post(target, options) {
      const url = parseCheckedUrl(target, policy)
      const clock = startClock(options, () => `No answer came within ${options.timeoutMs / 1_000} s`)
      try {
        const answer = await send(url, options, clock.signal)
        const body = await readAnswerBody(answer, options.maxAnswerBytes)
        const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], Date.now())
        return { status: answer.statusCode ?? 0, retryAfterMs, body }
      } catch (error) {
        throw isClosed ? new Error('The client was closed', { cause: error }) : clock.explain(error)
      } finally {
        clock.stop()
      }
    },
    close() {
      isClosed = true
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

const protocolOf = ({ protocol }: URL) => (protocol === 'https:' ? 'https' : 'http')

const requestOf = ({ headers, body }: PostOptions) => ({
  method: 'POST',
  maxHeaderSize: MAX_HEAD_BYTES,
  headers: {
    ...headers,
    accept: '*/*',
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': `nemo-batch/${VERSION}`,
  },
})

/**
 * A kept connection broke before anything came back: the receiver closed it while nobody used it. That is no failure of
 * the receiver, so the message is sent once more, over a new one. Should it have arrived, its id tells.
 */
class StaleConnection extends Error {
  override readonly name = 'StaleConnection'
}

/** One request, up to the head of its answer. `node:http`, since it alone tells whether the connection was a kept one. */
const exchange = (url: URL, options: https.RequestOptions, body: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = { http, https }[protocolOf(url)].request(url, options)
    let bytesBefore = 0
    let interimAnswers = 0
    request.once('socket', ({ bytesRead }) => {
      bytesBefore = bytesRead
    })
    request.on('information', () => {
      if (++interimAnswers > MAX_INTERIM_ANSWERS)
        request.destroy(new AddressGuardError('unreachable', 'The address answers 1xx without end'))
    })
    request.once('response', resolve)
    request.on('error', (cause) => {
      const isStale = request.reusedSocket && request.socket?.bytesRead === bytesBefore
      reject(isStale ? new StaleConnection('The connection was closed while it was not used', { cause }) : cause)
    })
    // A receiver that switches protocols ends the request with neither an answer nor an error.
    request.once('close', () => reject(new AddressGuardError('unreachable', 'The address asks for another protocol')))
    request.end(body)
  })
