import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import { ADDRESS_CHARS, FAILED_KEYS_PER_WINDOW } from '../limits.ts'
import { ApiProblem } from '../problems.ts'
import type { SharedCounts } from '../services/shared-counts.ts'

export type FailedKeys = {
  /**
   * Counts one more wrong key from the address of a request. Right ones are not counted, and pass: whoever shares an
   * address with a forgotten script must not be locked out by it.
   * @throws ApiProblem `rate_limited` when there were too many
   */
  count(request: FastifyRequest): void
}

export const createFailedKeys = (counts: SharedCounts): FailedKeys => ({
  count(request) {
    // of IPv6 the network, as its holder has all of its addresses
    const { count, leftMs } = counts.count(`failed ${normalizeIP(addressOf(request))}`)
    if (count <= FAILED_KEYS_PER_WINDOW) return
    throw new ApiProblem('rate_limited', 'Too many wrong keys came from this address', {
      headers: { 'retry-after': String(Math.max(1, Math.ceil(leftMs / 1_000))) },
    })
  },
})

/** Where a request came from; what a proxy tells need not be an address. */
export const addressOf = (request: FastifyRequest): string => request.ip.slice(0, ADDRESS_CHARS)
