import type { NemoErrorCode } from './errors.ts'

/** NEMO's numbers (nemo-protocol, "Errors"). They come as `code` in the envelope, with HTTP 200 as well as 4xx or 5xx. */
const CODE_OF_NUMBER: ReadonlyMap<number, NemoErrorCode> = new Map([
  [1001, 'token_invalid'],
  [1002, 'session_not_found'],
  [2001, 'credits_exhausted'],
  [4001, 'unsupported_file'],
  [4002, 'file_too_large'],
  [402, 'plan_required'],
  [429, 'rate_limited'],
])

/** Our name for one of NEMO's documented numbers; null for all others. */
export function codeOfNumber(nemoCode: number | null): NemoErrorCode | null {
  return nemoCode === null ? null : (CODE_OF_NUMBER.get(nemoCode) ?? null)
}
