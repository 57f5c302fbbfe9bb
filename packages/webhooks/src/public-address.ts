import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Blocks that ipaddr.js counts as ordinary although they are set aside (IANA special-purpose registries), or that lead
 * to a host's own services. Its ranges cover the rest of IPv4: private, loopback, link-local, CGNAT, 0/8, multicast,
 * documentation, benchmarking, class E, AS112 and AMT.
 */
const REFUSED_V4 = [
  '168.63.129.16/32', // the host agent of Azure machines, on a public number
].map((block) => ipaddr.IPv4.parseCIDR(block))

/** The only part of IPv6 that is handed out to hosts on the internet; everything outside of it is special. */
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3')

const REFUSED_V6 = [
  '2001::/23', // IETF protocol assignments: Teredo, ORCHID, benchmarking, AMT, drone ids
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which carries any IPv4 address
  '2620:4f:8000::/48', // AS112
  '3ffe::/16', // 6bone, returned
  '3fff::/20', // documentation
].map((block) => ipaddr.IPv6.parseCIDR(block))

/**
 * Whether an address belongs to an ordinary host on the internet. IPv4 in any notation (`127.1`, `0x7f000001`,
 * `2130706433`) and IPv4-mapped IPv6 are brought to their canonical form first. What cannot be read is not public.
 */
export function isPublicAddress(ip: string): boolean {
  const canonical = isIPv6(ip) ? canonicalV6(ip) : ip
  if (canonical === undefined || !ipaddr.isValid(canonical)) return false
  const address = ipaddr.process(canonical)
  if (address instanceof ipaddr.IPv4)
    return address.range() === 'unicast' && !REFUSED_V4.some((block) => address.match(block))
  return address.match(GLOBAL_UNICAST_V6) && !REFUSED_V6.some((block) => address.match(block))
}

/** ipaddr.js reads the compatible form `::8.8.8.8` as if it were the mapped one; written in hexadecimal it does not. */
const canonicalV6 = (ip: string): string | undefined => URL.parse(`http://[${ip}]/`)?.hostname.slice(1, -1)
