import { expect, it } from 'vitest'
import { bucketsOf } from './stats-buckets.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS
const TO = new Date('2026-11-21T09:31:07.123Z')

it.each([
  ['a minute', MINUTE_MS, 1],
  ['an hour', 60 * MINUTE_MS, 60],
  ['a day', DAY_MS, 900],
  ['a week', 7 * DAY_MS, 7_200],
  ['thirty days', 30 * DAY_MS, 28_800],
  ['ninety days', 90 * DAY_MS, 86_400],
])('%s is told in intervals of its own', (_name, lengthMs, seconds) => {
  const { from, to, intervalMs } = bucketsOf({ from: new Date(TO.getTime() - lengthMs), to: TO })
  expect(intervalMs).toBe(seconds * 1_000)
  for (const border of [from, to]) expect(border.getTime() % intervalMs).toBe(0)
  expect(to.getTime() - TO.getTime()).toBeLessThan(intervalMs)
  expect(TO.getTime() - lengthMs - from.getTime()).toBeLessThan(intervalMs)
})

it('of whatever length, has between 24 and 100 of them', () => {
  for (let lengthMs = MINUTE_MS; lengthMs <= 90 * DAY_MS; lengthMs = Math.ceil(lengthMs * 1.003)) {
    const { from, to, intervalMs } = bucketsOf({ from: new Date(TO.getTime() - lengthMs), to: TO })
    const buckets = (to.getTime() - from.getTime()) / intervalMs
    expect([lengthMs, buckets >= 24 && buckets <= 100]).toEqual([lengthMs, true])
  }
})

it('is the same for all who ask at about the same time', () => {
  const at = (ms: number) => bucketsOf({ from: new Date(TO.getTime() + ms - DAY_MS), to: new Date(TO.getTime() + ms) })
  expect(at(1_500)).toEqual(at(0))
})
