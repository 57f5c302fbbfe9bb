import { describe, expect, it } from 'vitest'
import { createSignedLinks } from './signed-links.ts'

const HOUR_MS = 3_600_000
const PATH = '/v1/files/file_1/content'
const START = new Date('2026-11-21T09:00:00.700Z')

function givenLinks({ ttlHours = 168 } = {}) {
  let now = START
  const links = createSignedLinks({
    encryptionKey: Buffer.alloc(32, 7).toString('base64'),
    ttlHours,
    publicUrl: () => 'https://videos.shop.example',
    now: () => now,
  })
  const queryOf = (link: string) => {
    const { searchParams } = new URL(link)
    return { expires: searchParams.get('expires') ?? '', signature: searchParams.get('signature') ?? '' }
  }
  return {
    ...links,
    at: (hours: number) => {
      now = new Date(START.getTime() + hours * HOUR_MS)
    },
    checkLink: (link: string, path = PATH) => links.check(path, queryOf(link)),
    queryOf,
  }
}

describe('a signed link', () => {
  it('is good for its life and no longer', () => {
    const { sign, at, checkLink } = givenLinks()
    const link = sign(PATH)
    expect(link).toMatch(/^https:\/\/videos\.shop\.example\/v1\/files\/file_1\/content\?expires=\d+&signature=[\w-]+$/)
    at(167.9)
    expect(checkLink(link)).toBeNull()
    at(168)
    expect(checkLink(link)).toBe('expired')
  })

  it('is good for its own file, time and installation alone', () => {
    const { sign, check, checkLink, queryOf } = givenLinks()
    const link = sign(PATH)
    const { expires, signature } = queryOf(link)
    expect(checkLink(link, '/v1/files/file_2/content')).toBe('invalid')
    expect(check(PATH, { expires: String(Number(expires) + 1), signature })).toBe('invalid')
    expect(check(PATH, { expires, signature: '' })).toBe('invalid')
    expect(check(PATH, { expires: 'soon', signature })).toBe('invalid')
    const stranger = createSignedLinks({
      encryptionKey: Buffer.alloc(32, 8).toString('base64'),
      ttlHours: 168,
      publicUrl: () => '',
      now: () => START,
    })
    expect(stranger.check(PATH, { expires, signature })).toBe('invalid')
  })
})

describe('a link in something that is told again and again', () => {
  it('is the same for half of its life, then another one for the next half', () => {
    const { signSince, at } = givenLinks()
    const linksBetween = (hours: readonly number[]) =>
      new Set(
        hours.map((hour) => {
          at(hour)
          return signSince(PATH, START)
        }),
      )
    const first = linksBetween([-1, 0, 0.1, 42, 83.9, 84])
    const second = linksBetween([84.1, 100, 168])
    const third = linksBetween([168.1, 252])
    for (const half of [first, second, third]) expect(half.size).toBe(1)
    expect(new Set([...first, ...second, ...third]).size).toBe(3)
  })

  it.each([1, 24, 168])('has half of its life of %i hours before it, whenever it is told', (ttlHours) => {
    const { signSince, at, checkLink } = givenLinks({ ttlHours })
    for (let tenth = 0; tenth <= 50; tenth++) {
      at((tenth / 10) * ttlHours)
      const link = signSince(PATH, START)
      at((tenth / 10 + 0.499) * ttlHours)
      expect([tenth, checkLink(link)]).toEqual([tenth, null])
    }
  })
})
