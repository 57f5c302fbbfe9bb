import { sanitizeText } from '@nemo-batch/domain'

/**
 * What can go wrong in a call, as callers may switch on it. The numbers are NEMO's own (`nemoCode`).
 * - `token_invalid` 1001, `session_not_found` 1002, `credits_exhausted` 2001, `unsupported_file` 4001, `file_too_large` 4002
 * - `client_id_missing` the anonymous-token call went out without `X-Client-Id`
 * - `plan_required` HTTP 402: export is not in the plan, or an attribution header is missing
 * - `rate_limited` HTTP 429, with `retryAfterMs` when the server named a time
 * - `render_not_found` the render id is unknown (HTTP 404)
 * - `server_error` HTTP 5xx · `network` no connection, or it broke · `timeout` one of our clocks ran out
 * - `bad_answer` HTML, garbage, wrong types, a redirect, or more than the size limit
 * - `aborted` the caller's signal, or the client was closed · `rejected` any other refusal
 */
export const NEMO_ERROR_CODES = [
  'token_invalid',
  'session_not_found',
  'credits_exhausted',
  'unsupported_file',
  'file_too_large',
  'client_id_missing',
  'plan_required',
  'rate_limited',
  'render_not_found',
  'server_error',
  'network',
  'timeout',
  'bad_answer',
  'aborted',
  'rejected',
] as const
export type NemoErrorCode = (typeof NEMO_ERROR_CODES)[number]

/** Whether NEMO took the request: `false` it surely did not, `true` it surely did, `unknown` it may have. */
export type Accepted = boolean | 'unknown'

export type NemoErrorDetails = {
  readonly call: string
  readonly accepted: Accepted
  readonly nemoCode?: number | null
  readonly httpStatus?: number | null
  readonly retryAfterMs?: number | null
  readonly cause?: unknown
}

/** The only error of this package. `message` holds no token and at most 300 characters of what the server said. */
export class NemoError extends Error {
  override readonly name = 'NemoError'
  readonly code: NemoErrorCode
  readonly call: string
  readonly accepted: Accepted
  readonly nemoCode: number | null
  readonly httpStatus: number | null
  readonly retryAfterMs: number | null

  constructor(code: NemoErrorCode, message: string, details: NemoErrorDetails) {
    super(`${details.call}: ${safeExcerpt(message) || code}`, 'cause' in details ? { cause: details.cause } : {})
    this.code = code
    this.call = details.call
    this.accepted = details.accepted
    this.nemoCode = details.nemoCode ?? null
    this.httpStatus = details.httpStatus ?? null
    this.retryAfterMs = details.retryAfterMs ?? null
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g
const SECRETS = /\b(?:nmv|clm|sk)_[\w-]+|\bbearer\s+\S+|\beyJ[\w-]+\.[\w-]+\.[\w-]*/gi

/** One line of foreign text, fit for a log or a database: no control characters, no tokens, at most 300 characters. */
export function safeExcerpt(text: string): string {
  const start = text.slice(0, 2_000).replace(CONTROL, ' ').replace(SECRETS, '[secret]').replace(/\s+/g, ' ').trim()
  return sanitizeText(start, 300)
}
