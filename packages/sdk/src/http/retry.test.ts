import { describe, expect, it } from 'vitest'
import { apiErrorOf, ConnectionError, NemoBatchError, TimeoutError } from '../errors.ts'
import { backoffMs, parseRetryAfterMs, retryDelayMs } from './retry.ts'

const refused = (status: number, code = `http_${status}`, retryAfterMs: number | null = null) =>
  apiErrorOf({ status, code, detail: '', errors: [], requestId: null, retryAfterMs })

describe('what is tried again', () => {
  it.each([408, 429, 502, 503, 504])('%i', (status) => expect(retryDelayMs(refused(status), 1, 0)).toBe(250))
  it.each([400, 401, 403, 404, 405, 409, 413, 422, 500, 501, 507])('not %i', (status) =>
    expect(retryDelayMs(refused(status), 1, 0)).toBeNull(),
  )
  it('a request whose key is still in progress', () =>
    expect(retryDelayMs(refused(409, 'idempotency_key_in_progress'), 1, 0)).toBe(250))
  it('a lost connection and silence, and nothing else', () => {
    expect(retryDelayMs(new ConnectionError('gone'), 1, 0)).toBe(250)
    expect(retryDelayMs(new TimeoutError('silent'), 1, 0)).toBe(250)
    expect(retryDelayMs(new NemoBatchError('x', 'y'), 1, 0)).toBeNull()
    expect(retryDelayMs(new TypeError('bug'), 1, 0)).toBeNull()
  })
})

it('waits twice as long each time, up to 8 s, spread over the upper half', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map((tries) => backoffMs(tries, 1))).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000])
  expect(backoffMs(3, 0)).toBe(1_000)
})

it('waits as long as it is told, and leaves it to the caller when that is longer than a minute', () => {
  expect(retryDelayMs(refused(429, 'rate_limited', 3_000), 1, 0)).toBe(3_000)
  expect(retryDelayMs(refused(429, 'rate_limited', 60_000), 1, 0)).toBe(60_000)
  expect(retryDelayMs(refused(429, 'rate_limited', 60_001), 1, 0)).toBeNull()
})

it.each([
  ['2', 2_000],
  ['0', 0],
  ['1.5', 1_500],
  ['Wed, 21 Oct 2026 07:28:10 GMT', 10_000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
  ['-1', null],
  ['soon', null],
  ['', null],
  [null, null],
])('reads Retry-After: %s', (header, expected) => {
  expect(parseRetryAfterMs(header, Date.parse('2026-10-21T07:28:00Z'))).toBe(expected)
})
