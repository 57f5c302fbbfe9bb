import { AddressGuardError } from './address-guard-error.ts'

/** What the system and TLS call it, and what the owner of the address can do something with. */
const REASONS: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^(ENOTFOUND|EAI_NODATA)$/, 'The name in the address does not exist'],
  [/^EAI_AGAIN$/, 'The name in the address could not be looked up now'],
  [/^ECONNREFUSED$/, 'Nothing answers at the address'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/, 'No connection to the address could be made'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'The connection was closed before the whole answer came'],
  [/HEADERS?_OVERFLOW$/, 'The head of the answer is longer than 16 kB'],
  [/^HPE_/, 'What the address answers is not HTTP'],
  [/^(EPROTO|ERR_SSL_)/, 'The address does not answer as https requires'],
  [/CERT|SIGNATURE|^ERR_TLS/, 'The certificate of the address is not one that can be trusted'],
]

/** Why nothing was had from an address, as far as the connection tells. The message names nothing of it. */
export function unreachable(cause: unknown): AddressGuardError {
  const code = codeOf(cause)
  const known = REASONS.find(([pattern]) => pattern.test(code))
  return new AddressGuardError('unreachable', known?.[1] ?? 'The connection to the address broke off', { cause })
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
