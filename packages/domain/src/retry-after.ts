/** An HTTP date as it is written today, or as RFC 850 wrote it; `Date.parse` alone would find dates in any prose. */
const HTTP_DATE = /^[a-z]{3,9}, [\w :-]{14,30} GMT$/i

/**
 * Reads `Retry-After`, in seconds or as an HTTP date, into milliseconds from now: 0 for what is past, as long as it says.
 * @returns null when absent or unreadable
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? ''
  if (/^-?\d{1,12}(\.\d{1,9})?$/.test(text)) return Math.max(0, Math.round(Number(text) * 1_000))
  const atMs = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs)
}
