import { describe, expect, it } from 'vitest'
import { SPECIAL_V4, SPECIAL_V6 } from './private-addresses.fixture.ts'
import { isPublicAddress } from './public-address.ts'

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '93.184.215.14',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '::ffff:8.8.8.8',
  '2001:4860:4860::8888',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
]

describe('isPublicAddress', () => {
  it.each([...SPECIAL_V4, ...SPECIAL_V6])('refuses %s (%s)', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(PUBLIC)('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each(['', 'shop.example', '1.2.3.4.5', '300.1.1.1', '1.1.1.1 ', ':::', '[::1]', '8.8.8.8/8'])(
    'refuses %j, which is no address',
    (text) => {
      expect(isPublicAddress(text)).toBe(false)
    },
  )
})
