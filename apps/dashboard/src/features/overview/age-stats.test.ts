import { expect, it } from 'vitest'
import { ageStats, intervalsSince } from './age-stats.ts'
import { givenStats, minutesAgo, NOW_MS } from './given-health.ts'

const MINUTE_MS = 60_000
const stats = givenStats({ ended: { 59: { failed: 4 }, 10: { completed: 6 } } })

it('leaves figures as they were read until another interval begins', () => {
  expect(intervalsSince(stats, NOW_MS)).toBe(0)
  expect(ageStats(stats, 0)).toBe(stats)
})

it('forgets what is over, and knows that nothing came since', () => {
  const aged = ageStats(stats, intervalsSince(stats, NOW_MS + 2 * MINUTE_MS))
  expect(aged.totals).toMatchObject({ completed: 6, failed: 0, failure_rate: 0 })
  expect([aged.from, aged.to]).toEqual([minutesAgo(58), minutesAgo(-2)])
  expect(aged.throughput).toHaveLength(60)
  expect(aged.throughput.at(-1)).toEqual({ at: minutesAgo(-1), completed: 0, failed: 0, canceled: 0, credits: 0 })
  expect(aged.throughput.find(({ completed }) => completed === 6)?.at).toBe(minutesAgo(10))
})

it('has nothing left when nothing was told for longer than the span', () => {
  expect(ageStats(stats, 500).totals).toEqual({ completed: 0, failed: 0, canceled: 0, credits: 0, failure_rate: null })
})
