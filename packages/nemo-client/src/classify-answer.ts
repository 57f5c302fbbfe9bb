import { type Accepted, NemoError, type NemoErrorCode } from './errors.ts'
import { isRecord, type JsonRecord, pick, pickText, toNumber } from './foreign-json.ts'
import { codeOfNumber } from './nemo-codes.ts'
import { readRetryAfter } from './retry-after.ts'

/** The head and body of an answer. `json` is undefined when the body was no JSON. */
export type Answer = {
  readonly call: string
  readonly status: number
  readonly retryAfter: string | string[] | undefined
  readonly json: unknown
  readonly text: string
}

/** Turns an answer into its error, or null for success. The one place where statuses and NEMO's numbers get their meaning. */
export function classifyAnswer(answer: Answer, nowMs: number): NemoError | null {
  const body = isRecord(answer.json) ? answer.json : {}
  const nemoCode = readNemoCode(body)
  const isRefused = nemoCode !== null && nemoCode !== 0
  const isSuccess = answer.status >= 200 && answer.status < 300
  if (isSuccess && !isRefused) return null
  const code = nameError(answer, nemoCode, readMessage(body))
  return new NemoError(code, readMessage(body) ?? describe(answer), {
    call: answer.call,
    accepted: wasAccepted(code, answer.status, nemoCode),
    nemoCode: isRefused ? nemoCode : null,
    httpStatus: answer.status,
    retryAfterMs: readRetryAfter(answer.retryAfter, nowMs),
  })
}

function nameError({ call, status }: Answer, nemoCode: number | null, message: string | null): NemoErrorCode {
  const known = codeOfNumber(nemoCode)
  if (known) return known
  if (call === 'anonymousToken' && (status === 400 || nemoCode === 400)) return 'client_id_missing'
  if (call === 'downloadOutput') return nameForeignError(status)
  if (status === 404 || nemoCode === 404) {
    if (RENDER_CALLS.has(call)) return 'render_not_found'
    // The agent server answers its own 404, without NEMO's number, when it does not know the session.
    if (/session not found/i.test(message ?? '')) return 'session_not_found'
  }
  if (status === 401) return 'token_invalid'
  if (status === 402) return 'plan_required'
  if (call.startsWith('upload') && status === 413) return 'file_too_large'
  if (call.startsWith('upload') && status === 415) return 'unsupported_file'
  return nameForeignError(status)
}
const RENDER_CALLS: ReadonlySet<string> = new Set(['pollRender', 'cancelRender', 'downloadRender'])

function nameForeignError(status: number): NemoErrorCode {
  if (status === 429) return 'rate_limited'
  if (status >= 500) return 'server_error'
  return status >= 300 && status < 400 ? 'bad_answer' : 'rejected'
}

/** A documented refusal, or a 4xx, was surely not carried out; anything else that failed may have been. */
function wasAccepted(code: NemoErrorCode, status: number, nemoCode: number | null): Accepted {
  if (codeOfNumber(nemoCode) || (nemoCode !== null && nemoCode >= 400 && nemoCode < 500)) return false
  const isClientError = status >= 400 && status < 500 && status !== 408
  return isClientError || code === 'rate_limited' ? false : 'unknown'
}

function readNemoCode(body: JsonRecord): number | null {
  const error = pick(body, 'error')
  return toNumber(body.code) ?? (isRecord(error) ? toNumber(error.code) : null)
}

/** What the server says in words, in any of the usual fields. */
export function readMessage(body: JsonRecord): string | null {
  const error = pick(body, 'error')
  const outer = pickText(body, 2_000, 'message', 'msg', 'detail', 'error', 'error_message')
  return outer ?? (isRecord(error) ? pickText(error, 2_000, 'message', 'msg', 'detail') : null)
}

function describe({ status, text }: Answer): string {
  if (status >= 300 && status < 400) return `HTTP ${status}, a redirect, which is not followed`
  return `HTTP ${status} ${text.slice(0, 400)}`
}
