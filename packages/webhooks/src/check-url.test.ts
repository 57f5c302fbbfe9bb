import { describe, expect, it } from 'vitest'
import { checkUrl } from './check-url.ts'
import { PRIVATE_URLS } from './private-addresses.fixture.ts'

const INVALID = [
  '',
  'not a url',
  '/photos/1.jpg',
  'http://',
  'http://[::1',
  'http://300.300.300.300/',
  'ftp://shop.example/a.jpg',
  'file:///etc/passwd',
  'data:image/png;base64,AAAA',
  'javascript:alert(1)',
  'gopher://shop.example/',
  's3://bucket/a.jpg',
  'https://user@shop.example/a.jpg',
  'https://user:password@shop.example/a.jpg',
  ' https://shop.example/a.jpg',
  'https://shop.example/a\n.jpg',
  'https://shop.example/a\0.jpg',
  `https://shop.example/${'a'.repeat(2048)}`,
]

const options = { allowPrivateNetworks: false }

describe('checkUrl', () => {
  it.each(PRIVATE_URLS)('refuses %s as private', (url) => {
    expect(checkUrl(url, options)).toMatchObject({ code: 'private_address' })
  })

  it.each(PRIVATE_URLS)('takes %s when private networks are allowed', (url) => {
    expect(checkUrl(url, { allowPrivateNetworks: true })).toBeNull()
  })

  it.each(INVALID)('refuses %j as invalid, private networks or not', (url) => {
    expect(checkUrl(url, options)).toMatchObject({ code: 'invalid_url' })
    expect(checkUrl(url, { allowPrivateNetworks: true })).toMatchObject({ code: 'invalid_url' })
  })

  it.each([
    'https://shop.example/1042-a.jpg',
    'http://shop.example:8080/a.jpg?size=large#top',
    'https://8.8.8.8/a.jpg',
    'https://[2606:4700:4700::1111]/a.jpg',
    'https://münchen.example/straße.jpg',
    'https://notlocalhost.example/',
    'https://localhost.example/',
  ])('takes %s', (url) => {
    expect(checkUrl(url, options)).toBeNull()
  })

  it('never repeats a password in its message', () => {
    expect(checkUrl('https://user:hunter2@shop.example/', options)?.message).not.toContain('hunter2')
  })
})
