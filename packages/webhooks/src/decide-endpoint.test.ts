import { describe, expect, it } from 'vitest'
import type { AttemptResult } from './attempt-result.ts'
import { decideDelivery } from './decide-delivery.ts'
import { decideEndpoint, type EndpointHealth, isProbing } from './decide-endpoint.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const now = new Date('2030-01-06T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const healthy: EndpointHealth = { failingSince: null, failures: 0, probes: 0 }
const down = (probes: number): EndpointHealth => ({ failingSince: ago(HOUR_MS), failures: 10 + probes, probes })

type Failure = { status?: number | null; retryAfterMs?: number | null }
const failed = ({ status = 500, retryAfterMs = null }: Failure = {}): AttemptResult => ({
  kind: 'failed',
  status,
  reason: `The endpoint answered ${status}`,
  retryAfterMs,
})

type Given = { health?: EndpointHealth; result?: AttemptResult; attempt?: number; scheduleMs?: number[]; at?: Date }
function decide({ health = healthy, result = failed(), attempt = 1, scheduleMs = [HOUR_MS], at = now }: Given) {
  const given = { result, scheduleMs, random: 0.5 }
  return decideEndpoint({ ...given, health, now: at, decision: decideDelivery({ ...given, attempt }) })
}

/** The endpoint after so many failures one after the other, each at the time given. */
function failTimes(times: number, given: Given = {}) {
  const holds: (number | null)[] = []
  let { health = healthy } = given
  for (let failure = 0; failure < times; failure++) {
    const decision = decide({ ...given, health })
    holds.push(decision.health.holdMs)
    health = decision.health
  }
  return { health, holds }
}

describe('an endpoint that fails', () => {
  it('is free, and failing since its first failure', () => {
    const first = decide({ at: ago(1_000) })
    expect(first).toEqual({ health: { failingSince: ago(1_000), failures: 1, probes: 0, holdMs: null }, disable: null })
    expect(decide({ health: first.health }).health).toMatchObject({ failingSince: ago(1_000), failures: 2 })
  })

  it.each([null, 301, 400, 404, 429, 500, 503])('counts as failing with %s', (status) => {
    expect(decide({ result: failed({ status }) }).health.failures).toBe(1)
  })

  it('counts as down from the tenth failure in a row', () => {
    const { holds, health } = failTimes(10)
    expect(holds).toEqual([...Array(9).fill(null), 30_000])
    expect(health).toMatchObject({ failures: 10, probes: 0 })
    expect([9, 10, 11].map((failures) => isProbing({ failures }))).toEqual([false, true, true])
  })

  it('never counts as down when something succeeds in between', () => {
    const { health } = failTimes(9)
    const { health: after } = decide({ health, result: { kind: 'delivered', status: 200 } })
    expect(failTimes(9, { health: after }).holds).toEqual(Array(9).fill(null))
  })
})

describe('an endpoint that is down', () => {
  it('is probed less and less often, down to once in five minutes', () => {
    expect(failTimes(6, { health: down(0) }).holds).toEqual([60_000, 120_000, 240_000, 300_000, 300_000, 300_000])
    expect(decide({ health: down(5_000) }).health.holdMs).toBe(300_000)
  })

  it('is probed as often as a short schedule would try', () => {
    expect(failTimes(5, { health: down(0), scheduleMs: [100] }).holds).toEqual(Array(5).fill(100))
  })

  it('is probed as often as a short schedule would try when its deliveries are given up', () => {
    expect(failTimes(5, { health: down(0), scheduleMs: [100], attempt: 2 }).holds).toEqual(Array(5).fill(100))
  })

  it('is probed all the same when deliveries are attempted once only', () => {
    expect(decide({ health: down(0), scheduleMs: [] }).health.holdMs).toBe(60_000)
  })

  it('is free again after one success', () => {
    expect(decide({ health: down(7), result: { kind: 'delivered', status: 204 } })).toEqual({
      health: { failingSince: null, failures: 0, probes: 0, holdMs: null },
      disable: null,
    })
  })
})

describe('an endpoint that asks to be left alone', () => {
  const ask = (retryAfterMs: number, given: Given = {}) =>
    decide({ ...given, result: failed({ status: 429, retryAfterMs }) }).health.holdMs

  it.each([
    ['nothing', 0, null],
    ['less than the delay of the delivery', 7_000, 7_000],
    ['more than the delay of the delivery', 50 * 60_000, 50 * 60_000],
    ['a year', 8_760 * HOUR_MS, HOUR_MS],
  ])('for %s is held back as a whole', (_what, retryAfterMs, holdMs) => {
    expect(ask(retryAfterMs, { scheduleMs: [300_000] })).toBe(holdMs)
  })

  it.each([
    ['whose delay is long', { scheduleMs: [10 * HOUR_MS] }, 20 * HOUR_MS],
    ['that is given up', { scheduleMs: [300_000], attempt: 2 }, HOUR_MS],
    ['that is given up after a long delay', { scheduleMs: [10 * HOUR_MS], attempt: 2 }, 20 * HOUR_MS],
    ['that is attempted once only', { scheduleMs: [] }, HOUR_MS],
  ])('for a year waits for a delivery %s no longer than the delivery would', (_what, given, holdMs) => {
    expect(ask(8_760 * HOUR_MS, given)).toBe(holdMs)
  })

  it('while it is down is probed no earlier than it asks, nor than the next probe is due', () => {
    expect(ask(600_000, { health: down(0) })).toBe(600_000)
    expect(ask(1_000, { health: down(0) })).toBe(60_000)
  })
})

describe('an endpoint is disabled', () => {
  it('at once by 410', () => {
    const { disable, health } = decide({ result: failed({ status: 410 }) })
    expect(disable).toEqual({ reason: 'gone', message: 'The endpoint answered 410' })
    expect(health).toMatchObject({ failures: 1, holdMs: null })
  })

  it.each([
    ['a second short of five days', 5 * DAY_MS - 1_000, null],
    ['five days', 5 * DAY_MS, 'failing'],
    ['a month', 30 * DAY_MS, 'failing'],
  ])('or not by nothing but failures for %s', (_what, ms, reason) => {
    const { disable } = decide({ health: { failingSince: ago(ms), failures: 3, probes: 0 } })
    expect(disable?.reason ?? null).toBe(reason)
  })

  it('with words for its owner', () => {
    const { disable } = decide({ health: { failingSince: ago(5 * DAY_MS), failures: 3, probes: 0 } })
    expect(disable?.message).toBe('Nothing but failures for 5 days. The last one: The endpoint answered 500')
  })

  it('not when the attempt that ends the five days succeeds', () => {
    const health = { failingSince: ago(6 * DAY_MS), failures: 90, probes: 80 }
    expect(decide({ health, result: { kind: 'delivered', status: 200 } }).disable).toBeNull()
  })
})
