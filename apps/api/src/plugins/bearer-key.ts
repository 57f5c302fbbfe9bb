import { createHash, timingSafeEqual } from 'node:crypto'
import { openProject, type ProjectStore } from '@nemo-batch/database'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import { ApiProblem } from '../problems.ts'

export const SCOPES = ['jobs:read', 'jobs:write', 'webhooks', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export type Caller = { readonly projectId: string; readonly scopes: readonly Scope[] }

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. */
    caller: Caller
    /** All that a route can reach of batches, jobs, files and events: those of the caller's project. */
    project: ProjectStore
  }
  interface FastifyContextConfig {
    /** What a key must be allowed to; `any`: every valid key may. Each route behind a key says it. */
    scope?: Scope | 'any'
  }
}

/** Says who holds the key of a request, and lets it at that project alone. @throws ApiProblem `unauthorized` */
export type Authenticate = (request: FastifyRequest) => Promise<void>

/** The project of the bootstrap key. */
const DEFAULT_PROJECT = 'proj_default'

export function authenticateBy({ db, settings }: Pick<ApiDeps, 'db' | 'settings'>): Authenticate {
  const expected = digest(settings.adminApiKey)
  return async (request) => {
    const [scheme = '', key = '', ...rest] = (request.headers.authorization ?? '').trim().split(/ +/)
    if (scheme.toLowerCase() !== 'bearer' || key === '' || rest.length > 0)
      throw unauthorized('Send a key: `Authorization: Bearer nb_…`', 'Bearer realm="nemo-batch"')
    // Digests have one length, so that comparing takes one time whatever was sent.
    if (!timingSafeEqual(digest(key), expected))
      throw unauthorized('The key is not valid', 'Bearer realm="nemo-batch", error="invalid_token"')
    request.caller = { projectId: DEFAULT_PROJECT, scopes: SCOPES }
    request.project = openProject(db, request.caller.projectId)
  }
}

const digest = (key: string): Buffer => createHash('sha256').update(key).digest()

const unauthorized = (detail: string, challenge: string): ApiProblem =>
  new ApiProblem('unauthorized', detail, { headers: { 'www-authenticate': challenge } })

/**
 * Every route of the scope asks for a key that may do what the route does, before anything else of the request is
 * looked at. One that does not say what that is keeps the service from starting.
 */
export function requireKey(app: FastifyInstance, authenticate: Authenticate): void {
  app.addHook('onRoute', ({ url, method, config }) => {
    if (config?.scope === undefined) throw new Error(`${method} ${url} does not say what a key must be allowed to`)
  })
  app.addHook('onRequest', async (request) => {
    await authenticate(request)
    const { scope } = request.routeOptions.config
    if (scope !== undefined && scope !== 'any' && !request.caller.scopes.includes(scope))
      throw new ApiProblem('forbidden', `This needs a key with the scope ${scope}`)
  })
}
