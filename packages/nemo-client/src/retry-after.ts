import { parseRetryAfter } from '@nemo-batch/domain'

const LONGEST_WAIT_MS = 3_600_000

/** How long NEMO asks to wait, at most an hour; null when it does not say. */
export function readRetryAfter(header: string | string[] | undefined, nowMs: number): number | null {
  const waitMs = parseRetryAfter(Array.isArray(header) ? header[0] : header, nowMs)
  return waitMs === null ? null : Math.min(waitMs, LONGEST_WAIT_MS)
}
