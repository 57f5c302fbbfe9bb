import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TimeoutError } from '../errors.ts'
import { Attempt } from './attempt.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('ends when the service is silent, and not while it is heard from', () => {
  const attempt = new Attempt(undefined, 1_000)
  for (let count = 0; count < 5; count++) {
    vi.advanceTimersByTime(900)
    attempt.alive()
  }
  expect(attempt.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1_000)
  expect(attempt.signal.reason).toBeInstanceOf(TimeoutError)
})

it('does not count the time in which the caller is busy', () => {
  const attempt = new Attempt(undefined, 1_000)
  attempt.pause()
  vi.advanceTimersByTime(60_000)
  expect(attempt.signal.aborted).toBe(false)
})

it('waits for ever where it is told to', () => {
  new Attempt(undefined, Number.POSITIVE_INFINITY)
  expect(vi.getTimerCount()).toBe(0)
})

it('leaves nothing behind on the signal of its caller', () => {
  const { signal } = new AbortController()
  const removed = vi.spyOn(signal, 'removeEventListener')
  const added = vi.spyOn(signal, 'addEventListener')
  new Attempt(signal, 1_000).end()
  expect(removed.mock.calls.map(([type]) => type)).toEqual(added.mock.calls.map(([type]) => type))
  expect(vi.getTimerCount()).toBe(0)
})
