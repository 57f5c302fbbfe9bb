import { ApiError, ConnectionError } from '../errors.ts'

const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 8_000
/** Longer than that, the caller knows better what to do meanwhile. */
export const MAX_RETRY_AFTER_MS = 60_000
const PASSING: readonly number[] = [408, 429, 502, 503, 504]

/** Whether the same request may do better a little later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ConnectionError ||
  (error instanceof ApiError && (PASSING.includes(error.status) || error.code === 'idempotency_key_in_progress'))

/**
 * Exponential backoff with jitter over its upper half, or as long as the service asks for, and a little more.
 * @param tries that have failed, from 1
 * @param random 0–1
 * @returns null when it is no use trying again
 */
export function retryDelayMs(error: unknown, tries: number, random: number): number | null {
  if (!isPassing(error)) return null
  const retryAfterMs = error instanceof ApiError ? error.retryAfterMs : null
  if (retryAfterMs === null) return backoffMs(tries, random)
  return retryAfterMs > MAX_RETRY_AFTER_MS ? null : retryAfterMs + random * FIRST_DELAY_MS
}

/** @param tries that have failed, from 1 */
export function backoffMs(
  tries: number,
  random: number,
  firstMs: number = FIRST_DELAY_MS,
  maxMs: number = MAX_DELAY_MS,
): number {
  const ceilingMs = Math.min(maxMs, firstMs * 2 ** (Math.min(tries, 20) - 1))
  return ceilingMs / 2 + (ceilingMs / 2) * random
}

/** The header's seconds or date. @returns null without a header that can be read */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return seconds < 0 ? null : seconds * 1_000
  const atMs = Date.parse(header)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs)
}
