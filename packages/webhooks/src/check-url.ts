import { isIP } from 'node:net'
import { AddressGuardError } from './address-guard-error.ts'
import { isPublicAddress } from './public-address.ts'

const MAX_URL_CHARS = 2048

/** Names that never lead out of the machine or its network (RFC 6761, RFC 6762, RFC 8375, and `.internal`). */
const PRIVATE_NAMES = ['localhost', 'local', 'internal', 'home.arpa']

export type UrlProblem = { readonly code: 'invalid_url' | 'private_address'; readonly message: string }

export type AddressPolicy = {
  readonly allowPrivateNetworks: boolean
  /** Which addresses may be reached when not all may; {@link isPublicAddress} when not given. */
  readonly isAllowed?: (ip: string) => boolean
}

/**
 * What can be said of a URL without the network: scheme, user info, length, literal addresses in every notation and
 * names that are private by definition. A name that passes may still resolve to a private address; that is decided
 * when the connection is made.
 */
export function checkUrl(url: string, policy: AddressPolicy): UrlProblem | null {
  if (url.length > MAX_URL_CHARS) return invalid(`The URL is longer than ${MAX_URL_CHARS} characters`)
  // The URL parser drops these silently, so what is checked would not be what was written.
  if (/[\s\p{Cc}]/u.test(url)) return invalid('The URL contains white space or control characters')
  const parsed = URL.parse(url)
  if (parsed === null) return invalid('This is not a URL')
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return invalid('Only http and https URLs are taken')
  if (parsed.username !== '' || parsed.password !== '')
    return invalid('A URL with a user name or password is not taken')
  if (isAllowedHost(parsed.hostname, policy)) return null
  return { code: 'private_address', message: `${parsed.hostname} is not an address on the public internet` }
}

/** Parses a URL that passes {@link checkUrl}. @throws AddressGuardError `invalid_url`, `private_address` */
export function parseCheckedUrl(url: string, policy: AddressPolicy): URL {
  const problem = checkUrl(url, policy)
  if (problem !== null) throw new AddressGuardError(problem.code, problem.message)
  return new URL(url)
}

const invalid = (message: string): UrlProblem => ({ code: 'invalid_url', message })

/** Whether the address may be dialled under the policy. */
export const isAllowedAddress = (ip: string, { allowPrivateNetworks, isAllowed = isPublicAddress }: AddressPolicy) =>
  allowPrivateNetworks || isAllowed(ip)

function isAllowedHost(hostname: string, policy: AddressPolicy): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '')
  if (isIP(host) !== 0) return isAllowedAddress(host, policy)
  if (policy.allowPrivateNetworks) return true
  return host !== '' && !PRIVATE_NAMES.some((name) => host === name || host.endsWith(`.${name}`))
}
