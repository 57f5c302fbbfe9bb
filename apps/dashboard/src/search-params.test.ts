import { describe, expect, it } from 'vitest'
import { parseSearch, present, readChoice, readText, stringifySearch } from './search-params.ts'

describe('what stands in an address', () => {
  it.each(['001042', '1042', '12345678901234567890', '1e5', 'true', '"quoted"', '[1]', '{', 'a&b=c', '连衣裙', ' x'])(
    'is the text that was looked for: %s',
    (q) => expect(readText(parseSearch(stringifySearch({ q })).q)).toBe(q),
  )

  it('reads well in an address', () => expect(stringifySearch({ q: '1042' })).toBe('?q=1042'))

  it('keeps lists and objects', () => {
    const search = { chosen: ['a', '2'], at: { from: 1 } }
    expect(parseSearch(stringifySearch(search))).toMatchObject(search)
  })

  it('is nothing where somebody wrote what cannot be', () => {
    expect(readText(['a'])).toBeUndefined()
    expect(readText('')).toBeUndefined()
    expect(readChoice('gone', ['queued', 'running'])).toBeUndefined()
    expect(readChoice('running', ['queued', 'running'])).toBe('running')
    expect(present({ q: undefined, status: 'failed' })).toEqual({ status: 'failed' })
  })
})
