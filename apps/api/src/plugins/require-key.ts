import type { Scope } from '@nemo-batch/contracts'
import {
  type Administration,
  type AuditedRequest,
  type Database,
  openAdministration,
  openProject,
  type ProjectStore,
} from '@nemo-batch/database'
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { ApiProblem } from '../problems.ts'
import type { Authenticate } from './authenticate.ts'
import { type Caller, type IdentifyKey, mayDo } from './bearer-key.ts'
import { addressOf } from './failed-keys.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. */
    caller: Caller
    /** All that a route can reach of batches, jobs, files and events: those of the caller's project. */
    project: ProjectStore
    /** What can be changed of the installation; there for routes of the scope `admin` alone. */
    administration: Administration
  }
  interface FastifyContextConfig {
    /** What a key must be allowed to; `any`: every valid key may. Each route behind a key says it. */
    scope?: Scope | 'any'
    /** What the audit log calls it, `<object type>.<verb>`. Each route that changes something says it. */
    audit?: `${string}.${string}`
  }
}

export type KeyGuard = {
  readonly db: Database
  readonly identify: IdentifyKey
  readonly authenticate: Authenticate
  /** Throws when a caller has sent too many requests. */
  readonly limit: onRequestAsyncHookHandler
}

/**
 * Every route of the scope asks for a key that may do what the route does, before anything else of the request is
 * looked at, and lets its holder at one project alone. A route that does not say what a key must be allowed to, or what
 * it changes, keeps the service from starting.
 */
export function requireKey(app: FastifyInstance, { db, authenticate, limit }: KeyGuard): void {
  app.addHook('onRoute', ({ url, method, config }) => {
    if (config?.scope === undefined) throw new Error(`${method} ${url} does not say what a key must be allowed to`)
    const isReading = [method].flat().every((name) => name === 'GET' || name === 'HEAD')
    if (!isReading && config.audit === undefined)
      throw new Error(`${method} ${url} does not say what the audit log calls it`)
  })
  app.addHook('onRequest', async (request) => {
    if (!hasSignedLink(request)) request.caller = await authenticate(request)
  })
  app.addHook('onRequest', async function limitRequests(request, reply) {
    if (!hasSignedLink(request)) await limit.call(this, request, reply)
  })
  app.addHook('onRequest', async (request) => {
    if (hasSignedLink(request)) return
    const { caller } = request
    const { scope = 'any' } = request.routeOptions.config
    if (!mayDo(caller, scope)) throw new ApiProblem('forbidden', `This needs a key with the scope ${scope}`)
    const { audit } = request.routeOptions.config
    const audited = audit === undefined ? null : auditedRequest(request, audit)
    request.project = openProject(db, caller.projectId, audited)
    if (scope === 'admin') request.administration = openAdministration(db, caller.projectId, audited)
  })
}

/** Whether a request for a file comes with a signature in place of a key; the route checks it. */
export function hasSignedLink({ routeOptions, query }: FastifyRequest): boolean {
  if (routeOptions.config.servesFile !== true) return false
  return typeof query === 'object' && query !== null && 'expires' in query && 'signature' in query
}

/** A request of a known caller, as the audit log tells of it. */
export function auditedRequest(request: FastifyRequest, action: AuditedRequest['action']): AuditedRequest {
  const { projectId, keyId, keyName, keyPrefix } = request.caller
  return {
    action,
    objectId: idOf(request.params),
    requestId: request.id,
    address: addressOf(request),
    ...{ projectId, keyId, keyName, keyPrefix },
  }
}

const idOf = (params: unknown): string | null =>
  typeof params === 'object' && params !== null && 'id' in params && typeof params.id === 'string' ? params.id : null
