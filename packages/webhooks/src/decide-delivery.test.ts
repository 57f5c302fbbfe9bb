import { describe, expect, it } from 'vitest'
import type { AttemptResult } from './attempt-result.ts'
import { decideDelivery } from './decide-delivery.ts'

const HOUR_MS = 3_600_000
const scheduleMs = [5_000, 300_000, 10 * HOUR_MS]
const failed = (changes: { status?: number | null; retryAfterMs?: number | null } = {}): AttemptResult => ({
  kind: 'failed',
  status: 500,
  reason: 'The endpoint answered 500',
  retryAfterMs: null,
  ...changes,
})
const decide = (result: AttemptResult, attempt: number, random = 0.5, schedule: readonly number[] = scheduleMs) =>
  decideDelivery({ result, attempt, scheduleMs: schedule, random })

describe('a delivery', () => {
  it.each([1, 4, 99])('has succeeded when attempt %i did', (attempt) => {
    expect(decide({ kind: 'delivered', status: 204 }, attempt)).toEqual({ kind: 'succeeded' })
  })

  it.each([
    [1, { kind: 'retry', delayMs: 5_000 }],
    [2, { kind: 'retry', delayMs: 300_000 }],
    [3, { kind: 'retry', delayMs: 10 * HOUR_MS }],
    [4, { kind: 'failed' }],
    [5, { kind: 'failed' }],
  ])('of three delays ends with its fourth attempt: after failure %i', (attempt, decision) => {
    expect(decide(failed(), attempt)).toEqual(decision)
  })

  it('without a schedule is attempted once', () => {
    expect(decide(failed(), 1, 0.5, [])).toEqual({ kind: 'failed' })
  })

  it.each([null, 101, 301, 400, 404, 408, 413, 429, 500, 503, 599])('is tried again after %s', (status) => {
    expect(decide(failed({ status }), 1)).toEqual({ kind: 'retry', delayMs: 5_000 })
  })

  it('is given up when the receiver wants nothing more', () => {
    expect(decide(failed({ status: 410 }), 1)).toEqual({ kind: 'failed' })
  })

  it('waits 80 to 120 % of its delay, evenly spread', () => {
    const delays = Array.from({ length: 1_001 }, (_, step) => decide(failed(), 2, step / 1_000))
    const delaysMs = delays.map((decision) => (decision.kind === 'retry' ? decision.delayMs : Number.NaN))
    expect([delaysMs[0], delaysMs[250], delaysMs[500], delaysMs[1_000]]).toEqual([240_000, 270_000, 300_000, 360_000])
    expect(delaysMs).toEqual(delaysMs.toSorted((one, other) => one - other))
  })

  it.each([
    ['earlier than the schedule: the schedule counts', 1_000, 2, 300_000],
    ['at once', 0, 2, 300_000],
    ['later than the schedule', 7_000, 1, 7_000],
    ['an hour', HOUR_MS, 1, HOUR_MS],
    ['more than an hour, while the delay is short', 2 * HOUR_MS, 1, HOUR_MS],
    ['a year, while the delay is short', 8_760 * HOUR_MS, 2, HOUR_MS],
    ['less than twice a long delay', 15 * HOUR_MS, 3, 15 * HOUR_MS],
    ['a year, while the delay is long', 8_760 * HOUR_MS, 3, 20 * HOUR_MS],
  ])('waits as long as the receiver asks, within bounds: %s', (_what, retryAfterMs, attempt, delayMs) => {
    expect(decide(failed({ status: 429, retryAfterMs }), attempt)).toEqual({ kind: 'retry', delayMs })
  })
})
