import { lookup as resolveWithSystem } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { AddressGuardError } from './address-guard-error.ts'
import { type AddressPolicy, isAllowedAddress } from './check-url.ts'

/** All addresses of a name, as text. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

const resolveAll: Resolve = async (hostname) =>
  (await resolveWithSystem(hostname, { all: true })).map(({ address }) => address)

/**
 * A `lookup` for `net.connect`: the addresses it hands back are the ones dialled, so a name cannot answer one address
 * to the check and another to the connection. One private address among several refuses the name.
 */
export function createGuardedLookup(policy: AddressPolicy, resolve: Resolve = resolveAll): LookupFunction {
  const addressesOf = async (hostname: string) => {
    const addresses = await resolve(hostname)
    if (addresses.length === 0) throw new AddressGuardError('unreachable', `${hostname} has no address`)
    if (!addresses.every((address) => isAllowedAddress(address, policy)))
      throw new AddressGuardError('private_address', `${hostname} is not an address on the public internet`)
    return addresses.map((address) => ({ address, family: isIP(address) }))
  }
  return (hostname, options, callback) => {
    addressesOf(hostname).then(
      (found) => {
        const [first] = found
        if (options.all === true || first === undefined) callback(null, found)
        else callback(null, first.address, first.family)
      },
      (error) => callback(error, ''),
    )
  }
}
