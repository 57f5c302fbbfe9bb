import { NemoBatchError } from './errors.ts'

export type NemoBatchOptions = {
  /** `nb_…`; in Node `NEMO_BATCH_API_KEY` stands in for it. */
  readonly apiKey?: string | undefined
  /**
   * In a page that the service itself serves: no key, but the cookie of `session.create`, which the browser sends and
   * scripts cannot read. `baseUrl` is then where the page is from.
   */
  readonly session?: boolean | undefined
  /** Where the service is; in Node `NEMO_BATCH_URL` stands in for it, and `http://127.0.0.1:3000` for that. */
  readonly baseUrl?: string | undefined
  /** Instead of the runtime's own. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** How long the service may stay silent in one try; 60 s. An upload under way is not silent. */
  readonly timeoutMs?: number | undefined
  /** How often a call is tried again that may be; 4 times, over some 8 s. */
  readonly maxRetries?: number | undefined
}

/** What goes along with each request for the service to know who asks. */
export type Credentials =
  | { readonly kind: 'key'; readonly apiKey: string }
  /** The CSRF token is learnt from the session; without one nothing can be changed. */
  | { readonly kind: 'session'; csrfToken: string | null }

export type SendRequest = (url: string, init: RequestInit & { readonly duplex?: 'half' }) => Promise<Response>

export type Settings = {
  readonly credentials: Credentials
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly fetch: SendRequest
  readonly timeoutMs: number
  readonly maxRetries: number
}

const DEFAULT_URL = 'http://127.0.0.1:3000'
const DEFAULT_TIMEOUT_MS = 60_000
const DEFAULT_RETRIES = 4

/** @throws NemoBatchError `missing_api_key`, `invalid_api_key`, `invalid_base_url`; never with the value in it */
export function settingsOf(options: NemoBatchOptions): Settings {
  const { session = false, fetch: givenFetch, timeoutMs = DEFAULT_TIMEOUT_MS, maxRetries = DEFAULT_RETRIES } = options
  return {
    credentials: session
      ? { kind: 'session', csrfToken: null }
      : { kind: 'key', apiKey: checkKey(options.apiKey ?? fromEnvironment('NEMO_BATCH_API_KEY')) },
    baseUrl: checkUrl(
      options.baseUrl ?? (session ? pageOrigin() : undefined) ?? fromEnvironment('NEMO_BATCH_URL') ?? DEFAULT_URL,
    ),
    // looked up at each call and called on its own, as browsers want it
    fetch: (url, init) => (givenFetch ?? globalThis.fetch)(url, init),
    timeoutMs,
    maxRetries,
  }
}

function checkKey(given: string | undefined): string {
  const key = given?.trim()
  if (key === undefined || key === '')
    throw new NemoBatchError('missing_api_key', 'No API key: give `apiKey`, or set NEMO_BATCH_API_KEY in Node')
  // What cannot be a header is quoted in full by the error of fetch.
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new NemoBatchError('invalid_api_key', 'The API key has characters that no key has')
  return key
}

function checkUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const isUsable = parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.search === '' && parsed.hash === ''
  if (!isUsable || parsed.username !== '' || parsed.password !== '')
    throw new NemoBatchError('invalid_base_url', '`baseUrl` must be http:// or https://, without user, query and hash')
  return parsed.href.replace(/\/+$/, '')
}

const pageOrigin = (): string | undefined =>
  (globalThis as { location?: { readonly origin?: string } }).location?.origin

/** Of Node alone: what bundlers put in its place in browsers is public. */
function fromEnvironment(name: string): string | undefined {
  const { process } = globalThis as {
    process?: { versions?: { node?: string }; env?: Record<string, string | undefined> }
  }
  const value = process?.versions?.node === undefined ? undefined : process.env?.[name]
  return value === '' ? undefined : value
}
