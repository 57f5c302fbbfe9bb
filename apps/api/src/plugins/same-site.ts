import type { FastifyRequest } from 'fastify'
import { ApiProblem } from '../problems.ts'

const READING: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

export const isReading = ({ method }: FastifyRequest): boolean => READING.includes(method)

/**
 * Refuses what a browser sends on behalf of another site. Browsers say of themselves whose page it is: in
 * `Sec-Fetch-Site` where the connection is safe, else in `Origin`; programs say neither.
 * @throws ApiProblem `csrf_failed`
 */
export function refuseOtherSites({ headers, host }: FastifyRequest, publicUrl: string): void {
  const site = headers['sec-fetch-site']
  const { origin } = headers
  const isOurs = site === undefined ? origin === undefined || isOrigin(origin, host, publicUrl) : site === 'same-origin'
  if (!isOurs) throw new ApiProblem('csrf_failed', 'This was sent by a page of another site')
}

/** A proxy that ends TLS leaves the host as it was, not the protocol. */
function isOrigin(origin: string, host: string, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false
  const given = new URL(origin)
  return given.host === host.toLowerCase() || (URL.canParse(publicUrl) && given.origin === new URL(publicUrl).origin)
}
