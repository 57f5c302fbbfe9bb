import { Readable } from 'node:stream'
import { Agent, type Dispatcher, request } from 'undici'
import { AddressGuardError } from './address-guard-error.ts'
import { type AddressPolicy, parseCheckedUrl } from './check-url.ts'
import { createGuardedLookup, type Resolve } from './guarded-lookup.ts'
import { createPoster, type PostAnswer, type PostOptions } from './post.ts'
import { type Clock, startClock } from './start-clock.ts'

const CONNECT_TIMEOUT_MS = 10_000
const DEFAULT_MAX_REDIRECTS = 3
const REDIRECTS = [301, 302, 303, 307, 308]

export type GuardedClientOptions = AddressPolicy & {
  /** How names become addresses; the system's resolver when not given. */
  readonly resolve?: Resolve
}

export type DownloadOptions = {
  readonly maxBytes: number
  /** For everything: names, connections, redirects and the last byte of the body. */
  readonly timeoutMs: number
  readonly maxRedirects?: number
  readonly signal?: AbortSignal
  /** The `Accept` header. */
  readonly accept?: string
}

export type Download = {
  /** Ends in an AddressGuardError `too_large`, `timeout` or `unreachable` when the body is not had whole. */
  readonly stream: Readable
  /** As the server told it: a claim, not a fact. */
  readonly contentType: string | null
  /** The announced length; null when none was told. */
  readonly sizeBytes: number | null
  readonly finalUrl: string
}

export type Look = {
  /** Of the whole file; null when it was not told. */
  readonly sizeBytes: number | null
  /** At most `maxBytes`; fewer only when there are no more. */
  readonly firstBytes: Buffer
}

/** Fetches addresses that outsiders chose, without being led to places they could not reach themselves. */
export type GuardedClient = {
  /** @throws AddressGuardError, or the reason of `signal` */
  download(url: string, options: DownloadOptions): Promise<Download>
  /**
   * Looks at the beginning of what a download would bring, without taking all of it. It asks as a download does, since
   * servers answer HEAD at their pleasure.
   * @throws AddressGuardError, or the reason of `signal`
   */
  look(url: string, options: DownloadOptions): Promise<Look>
  /**
   * Sends JSON and takes any status as an answer, redirects too.
   * @throws AddressGuardError when there is no answer, or the reason of `signal`
   */
  post(url: string, options: PostOptions): Promise<PostAnswer>
  close(): Promise<void>
}

export function createGuardedClient({ resolve, ...policy }: GuardedClientOptions): GuardedClient {
  const lookup = createGuardedLookup(policy, resolve)
  const agent = new Agent({ allowH2: false, keepAliveTimeout: 1_000, connect: { timeout: CONNECT_TIMEOUT_MS, lookup } })
  const poster = createPoster(policy, lookup)

  async function follow(startUrl: string, options: RequestOptions, signal: AbortSignal) {
    const maxRedirects = options.maxRedirects ?? DEFAULT_MAX_REDIRECTS
    // Literal addresses never reach the lookup, so each hop is looked at here as well.
    let url = parseCheckedUrl(startUrl, policy)
    for (let redirects = 0; ; redirects++) {
      const response = await requestBody(agent, url, options, signal)
      const { location } = response.headers
      if (!REDIRECTS.includes(response.statusCode) || typeof location !== 'string') return { url, response }
      response.body.destroy()
      if (redirects === maxRedirects)
        throw new AddressGuardError('too_many_redirects', `${url.hostname} redirects more than ${maxRedirects} times`)
      const next = URL.parse(location, url.href)
      if (next === null) throw new AddressGuardError('invalid_url', `${url.hostname} redirects to something not a URL`)
      url = parseCheckedUrl(next.href, policy)
    }
  }

  return {
    async download(startUrl, options) {
      const clock = startClock(options, overdue(options))
      try {
        const { url, response } = await follow(startUrl, options, clock.signal)
        try {
          const sizeBytes = acceptHead(url, response, options.maxBytes)
          const stream = limitBody(response.body, options.maxBytes, clock)
          return { stream, contentType: textHeader(response.headers['content-type']), sizeBytes, finalUrl: url.href }
        } catch (error) {
          response.body.destroy()
          throw error
        }
      } catch (error) {
        clock.stop()
        throw clock.explain(error)
      }
    },
    async look(startUrl, options) {
      const clock = startClock(options, overdue(options))
      try {
        const range = `bytes=0-${options.maxBytes - 1}`
        const { url, response } = await follow(startUrl, { ...options, range }, clock.signal)
        try {
          return { sizeBytes: acceptPart(url, response), firstBytes: await readStart(response.body, options.maxBytes) }
        } finally {
          response.body.destroy()
        }
      } catch (error) {
        throw clock.explain(error)
      } finally {
        clock.stop()
      }
    },
    post: poster.post,
    close() {
      poster.close()
      return agent.destroy()
    },
  }
}

const overdue =
  ({ timeoutMs }: DownloadOptions) =>
  () =>
    `The download did not end within ${timeoutMs} ms`

type RequestOptions = DownloadOptions & { readonly range?: string }

async function requestBody(agent: Agent, url: URL, options: RequestOptions, signal: AbortSignal) {
  const { accept, timeoutMs, range } = options
  const response = await request(url, {
    dispatcher: agent,
    signal,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    headers: {
      accept: accept ?? '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'nemo-batch',
      ...(range === undefined ? {} : { range }),
    },
  })
  // A body that is cut off before anybody reads it must not end the process.
  response.body.on('error', () => {})
  return response
}

/** @returns the announced length, when the answer is one worth reading */
function acceptHead(url: URL, { statusCode, headers }: Dispatcher.ResponseData, maxBytes: number): number | null {
  if (statusCode !== 200) throw badStatus(url, statusCode)
  const sizeBytes = lengthIn(headers)
  if (sizeBytes !== null && sizeBytes > maxBytes) throw tooLarge(maxBytes)
  return sizeBytes
}

/** The same for an answer that may be a part: a server may also not know of parts, or have nothing to take one of. */
function acceptPart(url: URL, { statusCode, headers }: Dispatcher.ResponseData): number | null {
  if (statusCode === 200) return lengthIn(headers)
  const [, total] = /\/(\d+)$/.exec(textHeader(headers['content-range']) ?? '') ?? []
  if (statusCode !== 206 && !(statusCode === 416 && total === '0')) throw badStatus(url, statusCode)
  return total === undefined ? null : Number(total)
}

function lengthIn(headers: Dispatcher.ResponseData['headers']): number | null {
  const announced = textHeader(headers['content-length'])
  return announced === null ? null : Number(announced)
}

const badStatus = (url: URL, status: number) =>
  new AddressGuardError('bad_status', `${url.hostname} answered with status ${status}`, { status })

async function readStart(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    sizeBytes += chunk.length
    if (sizeBytes >= maxBytes) break
  }
  return Buffer.concat(chunks).subarray(0, maxBytes)
}

const textHeader = (value: string | string[] | undefined): string | null => (typeof value === 'string' ? value : null)

const tooLarge = (maxBytes: number) => new AddressGuardError('too_large', `The file is larger than ${maxBytes} bytes`)

function limitBody(body: Readable, maxBytes: number, clock: Clock): Readable {
  async function* read() {
    let sizeBytes = 0
    try {
      for await (const chunk of body) {
        sizeBytes += chunk.length
        if (sizeBytes > maxBytes) throw tooLarge(maxBytes)
        yield chunk
      }
    } catch (error) {
      throw clock.explain(error)
    }
  }
  const stream = Readable.from(read(), { objectMode: false })
  const cut = () => stream.destroy(clock.explain(clock.signal.reason))
  clock.signal.addEventListener('abort', cut, { once: true })
  // The caller may get to the stream later than the clock does.
  stream.on('error', () => {})
  stream.once('close', () => {
    clock.signal.removeEventListener('abort', cut)
    clock.stop()
    body.destroy()
  })
  return stream
}
