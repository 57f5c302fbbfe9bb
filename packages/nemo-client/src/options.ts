import { sanitizeText } from '@nemo-batch/domain'

/** Who is calling. All three go out with every request; NEMO answers exports without them with 402. */
export type Attribution = { readonly source: string; readonly version: string; readonly platform: string }

export type Timeouts = {
  /** A short call, from sending to the last byte of its answer. */
  readonly requestMs: number
  readonly connectMs: number
  /** A message's stream in all. NEMO ends it after 15 minutes. */
  readonly streamMs: number
  /** A message's stream without any news but heartbeats. */
  readonly streamIdleMs: number
  readonly uploadMs: number
  readonly downloadMs: number
}

export type NemoClientOptions = {
  /** Where the API is, without a trailing path; `https://mega-api-prod.nemovideo.ai` for the real one. */
  readonly apiUrl: string
  /** Where people go, for claim links; `https://nemovideo.com` for the real one. */
  readonly webUrl: string
  readonly attribution: Attribution
  readonly timeouts?: Partial<Timeouts>
  /** The largest JSON answer that is read. */
  readonly maxJsonBytes?: number
}

export type Settings = {
  readonly origin: string
  /** Path before every call's path, without a trailing slash; mostly empty. */
  readonly basePath: string
  readonly webUrl: string
  readonly attributionHeaders: { readonly [name: string]: string }
  readonly timeouts: Timeouts
  readonly maxJsonBytes: number
  readonly maxStreamBytes: number
  readonly maxEventChars: number
}

const DEFAULT_TIMEOUTS: Timeouts = {
  requestMs: 30_000,
  connectMs: 10_000,
  streamMs: 900_000,
  streamIdleMs: 600_000,
  uploadMs: 900_000,
  downloadMs: 900_000,
}

const MEBIBYTE = 1_048_576

/** Fills in defaults. Throws a TypeError for an address that is no http(s) URL: a mistake of the operator, not of NEMO. */
export function resolveOptions(options: NemoClientOptions): Settings {
  const api = httpUrl(options.apiUrl, 'apiUrl')
  const { source, version, platform } = options.attribution
  return {
    origin: api.origin,
    basePath: api.pathname.replace(/\/+$/, ''),
    webUrl: httpUrl(options.webUrl, 'webUrl').href.replace(/\/+$/, ''),
    attributionHeaders: {
      'x-skill-source': headerValue(source, 'nemo-batch'),
      'x-skill-version': headerValue(version, '0'),
      'x-skill-platform': headerValue(platform, 'unknown'),
    },
    timeouts: { ...DEFAULT_TIMEOUTS, ...options.timeouts },
    maxJsonBytes: options.maxJsonBytes ?? 16 * MEBIBYTE,
    maxStreamBytes: 64 * MEBIBYTE,
    maxEventChars: 8 * MEBIBYTE,
  }
}

function httpUrl(text: string, name: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new TypeError(`${name} must be an http(s) URL`)
  return url
}

/** A header must not be empty: NEMO reads an absent attribution as a plan without exports. */
function headerValue(text: string, fallback: string): string {
  const printable = sanitizeText(text, 200)
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
  return printable === '' ? fallback : printable
}
