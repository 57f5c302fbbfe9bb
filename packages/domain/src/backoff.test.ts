import { expect, it } from 'vitest'
import { backoffDelayMs } from './backoff.ts'

it.each([
  [1, 0, 500],
  [1, 1, 1_000],
  [3, 1, 4_000],
  [7, 1, 60_000],
  [1_000_000, 1, 60_000],
  [0, 1, 1_000],
])('waits, after %i failures with randomness %d, %i ms', (tries, random, expectedMs) => {
  expect(backoffDelayMs(tries, random)).toBe(expectedMs)
})
