import type { Readable } from 'node:stream'
import { Agent, request } from 'undici'
import { AddressGuardError } from './address-guard-error.ts'
import { type AddressPolicy, parseCheckedUrl } from './check-url.ts'
import { createGuardedLookup, type Resolve } from './guarded-lookup.ts'
import { createPoster, type PostAnswer, type PostOptions } from './post.ts'
import { acceptHead, acceptPart, limitBody, readStart, textHeader } from './read-download.ts'
import { startClock } from './start-clock.ts'

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
