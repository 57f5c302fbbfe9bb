import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const nowMs = Date.parse('2030-01-01T00:00:00Z')

describe('Retry-After', () => {
  it.each([
    ['30', 30_000],
    [' 30 ', 30_000],
    ['1.5', 1_500],
    ['0', 0],
    ['-5', 0],
    ['999999999', 999_999_999_000],
    ['Tue, 01 Jan 2030 00:01:00 GMT', 60_000],
    ['Tuesday, 01-Jan-30 00:01:00 GMT', 60_000],
    ['Mon, 31 Dec 2029 00:00:00 GMT', 0],
  ])('%j waits %i ms', (header, waitMs) => expect(parseRetryAfter(header, nowMs)).toBe(waitMs))

  it.each([
    undefined,
    '',
    ' ',
    'soon',
    'in 5 minutes',
    '5 minutes',
    '1e9',
    '0x10',
    '30, 60',
    'Infinity',
    '9'.repeat(400),
    '2030-01-01',
    'Tue, 99 Jan 2030 00:01:00 GMT',
    'Tue, 01 Jan 2030 00:01:00',
  ])('%j says nothing', (header) => expect(parseRetryAfter(header, nowMs)).toBeNull())
})
