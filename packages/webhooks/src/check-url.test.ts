import { describe, expect, it } from 'vitest'
import { checkUrl } from './check-url.ts'

const PRIVATE = [
  'http://localhost/',
  'http://LOCALHOST:8080/',
  'http://localhost./',
  'http://api.localhost/',
  'http://printer.local/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://router.home.arpa/',
  'http://127.0.0.1/',
  'http://127.0.0.1./',
  'http://127.1/',
  'http://2130706433/',
  'http://017700000001/',
  'http://0x7f000001/',
  'http://0x7f.0.0.1/',
  'http://0177.0.0.1/',
  'http://%31%32%37.0.0.1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://0/',
  'http://10.0.0.1/',
  'http://100.64.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://192.168.1.1:9200/',
  'http://198.18.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::]/',
  'http://[::1]:3000/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fd00::1]/',
  'http://[fe80::1]/',
]

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
  it.each(PRIVATE)('refuses %s as private', (url) => {
    expect(checkUrl(url, options)).toMatchObject({ code: 'private_address' })
  })

  it.each(PRIVATE)('takes %s when private networks are allowed', (url) => {
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
