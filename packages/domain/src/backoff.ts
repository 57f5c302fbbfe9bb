/** How often a stage may meet passing faults before its job fails. */
export const MAX_STAGE_TRIES = 6

/**
 * Exponential backoff with full jitter over its upper half: 1 s, 2 s, 4 s … at most 60 s.
 * @param tries how many times it failed already, from 1
 * @param random 0–1, passed in so that the function stays pure
 */
export function backoffDelayMs(tries: number, random: number, baseMs = 1_000, maxMs = 60_000): number {
  const ceilingMs = Math.min(maxMs, baseMs * 2 ** Math.max(0, Math.min(tries, 30) - 1))
  return Math.round(ceilingMs / 2 + (ceilingMs / 2) * random)
}
