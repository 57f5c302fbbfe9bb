import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiProblem } from '../problems.ts'

export type Caller = { readonly projectId: string }

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. Every query of a route is bound to its project. */
    caller: Caller
  }
}

export type Authenticate = (request: FastifyRequest) => Caller

/** The project of the bootstrap key. */
const DEFAULT_PROJECT = 'proj_default'

/** @returns who holds the key of a request. @throws ApiProblem `unauthorized` */
export function authenticateBy(adminApiKey: string): Authenticate {
  const expected = digest(adminApiKey)
  return (request) => {
    const [scheme = '', key = '', ...rest] = (request.headers.authorization ?? '').trim().split(/ +/)
    if (scheme.toLowerCase() !== 'bearer' || key === '' || rest.length > 0)
      throw unauthorized('Send a key: `Authorization: Bearer nb_…`', 'Bearer realm="nemo-batch"')
    // Digests have one length, so that comparing takes one time whatever was sent.
    if (!timingSafeEqual(digest(key), expected))
      throw unauthorized('The key is not valid', 'Bearer realm="nemo-batch", error="invalid_token"')
    return { projectId: DEFAULT_PROJECT }
  }
}

const digest = (key: string): Buffer => createHash('sha256').update(key).digest()

const unauthorized = (detail: string, challenge: string): ApiProblem =>
  new ApiProblem('unauthorized', detail, { headers: { 'www-authenticate': challenge } })

/** Every route of the scope asks for a key, before anything else of the request is looked at. */
export function requireKey(app: FastifyInstance, authenticate: Authenticate): void {
  app.addHook('onRequest', async (request) => {
    request.caller = authenticate(request)
  })
}
