const LONGEST_WAIT_MS = 3_600_000

/** Reads `Retry-After` (seconds or an HTTP date) into 0 … 1 hour; null when absent or unreadable. */
export function parseRetryAfter(header: string | string[] | undefined, nowMs: number): number | null {
  const text = (Array.isArray(header) ? header[0] : header)?.trim()
  if (!text) return null
  const waitMs = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs
  return Number.isNaN(waitMs) ? null : Math.round(Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS))
}
