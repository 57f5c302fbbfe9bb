import type { TimeSpan } from './error-groups.ts'

/** Each at most four times as long as the one before, so that there are never fewer than a quarter of the most. */
const INTERVALS_S = [1, 2, 5, 15, 30, 60, 120, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400]
const MOST_BUCKETS = 100

export type BucketSpan = TimeSpan & { readonly intervalMs: number }

/**
 * The span in whole intervals, widened to their borders; the shortest intervals of which there are at most 100. Spans that
 * were asked for at about the same time are the same then.
 */
export function bucketsOf({ from, to }: TimeSpan): BucketSpan {
  for (const seconds of INTERVALS_S) {
    const intervalMs = seconds * 1_000
    const first = Math.floor(from.getTime() / intervalMs)
    const last = Math.ceil(to.getTime() / intervalMs)
    if (last - first <= MOST_BUCKETS)
      return { from: new Date(first * intervalMs), to: new Date(last * intervalMs), intervalMs }
  }
  throw new Error('the span is longer than any that can be asked for')
}
