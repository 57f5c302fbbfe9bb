import { describe, expect, it } from 'vitest'
import { isPublicAddress } from './public-address.ts'

const SPECIAL_V4 = [
  ['0.0.0.0', 'this network'],
  ['0.255.255.255', 'this network, last'],
  ['10.0.0.0', 'private 10/8'],
  ['10.255.255.255', 'private 10/8, last'],
  ['100.64.0.1', 'carrier-grade NAT'],
  ['100.100.100.200', 'metadata service in the CGNAT block'],
  ['100.127.255.255', 'carrier-grade NAT, last'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.255', 'loopback, last'],
  ['168.63.129.16', 'cloud host agent'],
  ['169.254.0.1', 'link-local'],
  ['169.254.169.254', 'metadata service'],
  ['169.254.255.255', 'link-local, last'],
  ['172.16.0.1', 'private 172.16/12'],
  ['172.31.255.255', 'private 172.16/12, last'],
  ['192.0.0.1', 'protocol assignments'],
  ['192.0.0.192', 'metadata service in the protocol block'],
  ['192.0.2.1', 'documentation 1'],
  ['192.31.196.1', 'AS112'],
  ['192.52.193.1', 'AMT'],
  ['192.88.99.1', '6to4 relay'],
  ['192.168.0.1', 'private 192.168/16'],
  ['192.168.255.255', 'private 192.168/16, last'],
  ['192.175.48.1', 'AS112 delegation'],
  ['198.18.0.1', 'benchmarking'],
  ['198.19.255.255', 'benchmarking, last'],
  ['198.51.100.1', 'documentation 2'],
  ['203.0.113.1', 'documentation 3'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast, last'],
  ['240.0.0.1', 'class E'],
  ['255.255.255.254', 'class E, last'],
  ['255.255.255.255', 'broadcast'],
  ['127.1', 'loopback, short'],
  ['2130706433', 'loopback, decimal'],
  ['0x7f000001', 'loopback, hexadecimal'],
  ['0177.0.0.1', 'loopback, octal'],
  ['0xa9.0xfe.0xa9.0xfe', 'metadata service, hexadecimal parts'],
] as const

const SPECIAL_V6 = [
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback, long'],
  ['::127.0.0.1', 'IPv4-compatible'],
  ['::8.8.8.8', 'IPv4-compatible, public inside'],
  ['::ffff:127.0.0.1', 'mapped loopback'],
  ['::ffff:7f00:1', 'mapped loopback, hexadecimal'],
  ['0:0:0:0:0:ffff:7f00:0001', 'mapped loopback, long'],
  ['::ffff:169.254.169.254', 'mapped metadata service'],
  ['::ffff:10.0.0.1', 'mapped private'],
  ['::ffff:0:127.0.0.1', 'translated IPv4'],
  ['64:ff9b::7f00:1', 'NAT64 of loopback'],
  ['64:ff9b::169.254.169.254', 'NAT64 of the metadata service'],
  ['64:ff9b::8.8.8.8', 'NAT64 of anything'],
  ['64:ff9b:1::1', 'local NAT64'],
  ['100::1', 'discard only'],
  ['100:0:0:1::1', 'dummy prefix'],
  ['2001::1', 'Teredo'],
  ['2001:1::1', 'port control anycast'],
  ['2001:2::1', 'benchmarking'],
  ['2001:3::1', 'AMT'],
  ['2001:10::1', 'ORCHID'],
  ['2001:20::1', 'ORCHIDv2'],
  ['2001:30::1', 'drone ids'],
  ['2001:db8::1', 'documentation'],
  ['2002:7f00:1::', '6to4 of loopback'],
  ['2002:a9fe:a9fe::1', '6to4 of the metadata service'],
  ['2620:4f:8000::1', 'AS112'],
  ['3ffe::1', '6bone'],
  ['3fff::1', 'documentation, new'],
  ['5f00::1', 'SRv6'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'metadata service over IPv6'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local with a zone'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'the last address'],
] as const

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
