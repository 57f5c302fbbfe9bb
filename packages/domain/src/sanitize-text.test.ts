import { describe, expect, it } from 'vitest'
import { sanitizeJson, sanitizeText } from './sanitize-text.ts'

const NUL = String.fromCharCode(0)
const LONE = String.fromCharCode(0xd800)

describe('text from outside', () => {
  it('is stored without NUL and without lone surrogates', () => {
    expect(sanitizeText(`a${NUL}b${LONE}c`)).toBe('ab\uFFFDc')
  })

  it('is cut to its limit, never in the middle of a character', () => {
    expect(sanitizeText('😀😀😀', 4)).toBe('😀…')
    expect(sanitizeText('abc', 3)).toBe('abc')
  })
})

describe('JSON from outside', () => {
  it('is cleaned in every string and key, and keeps what JSON can hold', () => {
    expect(sanitizeJson({ [`k${NUL}`]: [`v${NUL}`, 1, true, null, Number.NaN, undefined] })).toEqual({
      k: ['v', 1, true, null, null, null],
    })
  })

  it('is cut where it nests without end', () => {
    let deep: unknown = 'bottom'
    for (let level = 0; level < 200; level += 1) deep = [deep]
    expect(JSON.stringify(sanitizeJson(deep))).not.toContain('bottom')
  })
})
