import { Readable } from 'node:stream'
import { Agent, type Dispatcher, request } from 'undici'
import { AddressGuardError } from './address-guard-error.ts'
import { type AddressPolicy, parseCheckedUrl } from './check-url.ts'
import { createGuardedLookup, type Resolve } from './guarded-lookup.ts'

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

/** Fetches addresses that outsiders chose, without being led to places they could not reach themselves. */
export type GuardedClient = {
  /** @throws AddressGuardError, or the reason of `signal` */
  download(url: string, options: DownloadOptions): Promise<Download>
  close(): Promise<void>
}

export function createGuardedClient({ resolve, ...policy }: GuardedClientOptions): GuardedClient {
  const agent = new Agent({
    allowH2: false,
    keepAliveTimeout: 1_000,
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: createGuardedLookup(policy, resolve) },
  })

  async function follow(startUrl: string, options: DownloadOptions, signal: AbortSignal) {
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
      const clock = startClock(options)
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
    close: () => agent.destroy(),
  }
}

async function requestBody(agent: Agent, url: URL, { accept, timeoutMs }: DownloadOptions, signal: AbortSignal) {
  const response = await request(url, {
    dispatcher: agent,
    signal,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    headers: { accept: accept ?? '*/*', 'accept-encoding': 'identity', 'user-agent': 'nemo-batch' },
  })
  // A body that is cut off before anybody reads it must not end the process.
  response.body.on('error', () => {})
  return response
}

/** @returns the announced length, when the answer is one worth reading */
function acceptHead(url: URL, { statusCode, headers }: Dispatcher.ResponseData, maxBytes: number): number | null {
  if (statusCode !== 200)
    throw new AddressGuardError('bad_status', `${url.hostname} answered with status ${statusCode}`, {
      status: statusCode,
    })
  const announced = textHeader(headers['content-length'])
  const sizeBytes = announced === null ? null : Number(announced)
  if (sizeBytes !== null && sizeBytes > maxBytes) throw tooLarge(maxBytes)
  return sizeBytes
}

const textHeader = (value: string | string[] | undefined): string | null => (typeof value === 'string' ? value : null)

const tooLarge = (maxBytes: number) => new AddressGuardError('too_large', `The file is larger than ${maxBytes} bytes`)

function limitBody(body: Readable, maxBytes: number, clock: DownloadClock): Readable {
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

type DownloadClock = ReturnType<typeof startClock>

/** One deadline for the whole download, joined with the caller's signal, that leaves no timer or listener behind. */
function startClock({ timeoutMs, signal }: DownloadOptions) {
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  const timer = setTimeout(() => {
    controller.abort(new AddressGuardError('timeout', `The download did not end within ${timeoutMs} ms`))
  }, timeoutMs)
  if (signal?.aborted) abort()
  else signal?.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
    /** What ended the download: the caller's own reason, a guard error, or whatever the connection met. */
    explain(error: unknown): Error {
      const found = controller.signal.aborted ? controller.signal.reason : error
      if (found instanceof AddressGuardError || (controller.signal.aborted && found instanceof Error)) return found
      return new AddressGuardError('unreachable', 'The address could not be reached, or broke off', { cause: found })
    },
  }
}
