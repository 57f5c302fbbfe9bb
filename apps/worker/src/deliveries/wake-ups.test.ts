import { describe, expect, it } from 'vitest'
import { wakeUpIn, wakeUpNow } from './wake-ups.ts'

const at = (ms: number): Date => new Date(1_800_000_000_000 + ms)

describe('a wake-up', () => {
  it.each([
    [0, 0],
    [99, 0],
    [0, 1],
    [50, 49],
    [50, 50],
    [1, 86_400_000],
  ])('asked for at %d ms, for what is due in %d ms, comes then or up to 100 ms later', (nowMs, dueInMs) => {
    const { delayMs = 0 } = wakeUpIn('whe_1', dueInMs, at(nowMs))
    expect(delayMs).toBeGreaterThanOrEqual(dueInMs)
    expect(delayMs).toBeLessThanOrEqual(dueInMs + 100)
  })

  it('is one for all that is due in the same tenth of a second, and another for what is due later', () => {
    const numbers = [500, 510, 599, 600].map((dueInMs) => wakeUpIn('whe_1', dueInMs, at(0)).wakeNumber)
    expect(new Set(numbers.slice(0, 3)).size).toBe(1)
    expect(numbers[3]).toBe((numbers[0] ?? 0) + 1)
  })

  it('for later is never taken for the one that runs now', () => {
    for (let nowMs = 0; nowMs < 300; nowMs++)
      expect(wakeUpIn('whe_1', 0, at(nowMs)).wakeNumber).toBeGreaterThan(wakeUpNow('whe_1', at(nowMs)).wakeNumber)
  })
})
