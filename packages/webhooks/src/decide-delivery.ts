import { type AttemptResult, GONE } from './attempt-result.ts'

/** Part of a delay by which it is made shorter or longer, so that what failed together is not tried again together. */
const JITTER = 0.2

/** A receiver that asks for more is asked again after this time, or twice the delay that was due if that is longer. */
const LONGEST_RETRY_AFTER_MS = 3_600_000

export type DeliveryDecision =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'failed' }

/**
 * What becomes of a delivery after an attempt. n delays make n + 1 attempts; each delay is ±20 %. `Retry-After` makes it
 * longer, never shorter. After 410 there is no further attempt.
 * @param attempt how many there were since creation or the last redelivery, this one included
 * @param random 0–1, passed in so that the function stays pure
 */
export function decideDelivery({
  result,
  attempt,
  scheduleMs,
  random,
}: {
  readonly result: AttemptResult
  readonly attempt: number
  readonly scheduleMs: readonly number[]
  readonly random: number
}): DeliveryDecision {
  if (result.kind === 'delivered') return { kind: 'succeeded' }
  const scheduledMs = scheduleMs[attempt - 1]
  if (scheduledMs === undefined || result.status === GONE) return { kind: 'failed' }
  const askedMs = Math.min(result.retryAfterMs ?? 0, longestRetryAfterMs(scheduledMs))
  return { kind: 'retry', delayMs: Math.max(withJitter(scheduledMs, random), askedMs) }
}

export const withJitter = (delayMs: number, random: number): number =>
  Math.round(delayMs * (1 - JITTER + 2 * JITTER * random))

export const longestRetryAfterMs = (scheduledMs: number): number => Math.max(LONGEST_RETRY_AFTER_MS, 2 * scheduledMs)
