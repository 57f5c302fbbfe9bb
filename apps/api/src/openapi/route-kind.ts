import type { FastifyContextConfig, RouteOptions } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bytes of a file, behind a key or a signed link. */
    servesFile?: boolean
    /** A POST that creates nothing although it has a body (`no`), or that takes an `Idempotency-Key` although it has none. */
    once?: 'yes' | 'no'
  }
}

/** What an operation does that its schemas do not tell; answers, headers and keys follow from it. */
export type RouteKind = {
  /** Of the key; null where none is needed. */
  readonly scope: FastifyContextConfig['scope'] | null
  readonly isCreating: boolean
  /** Takes an `Idempotency-Key`. */
  readonly isOnce: boolean
  readonly readsBody: boolean
  readonly takesFiles: boolean
  readonly servesFile: boolean
  /** Whether it matters what `Accept` says. */
  readonly negotiates: boolean
  /** A stream of what is kept, and so can be listed as well: `Last-Event-ID` takes it up again. */
  readonly resumes: boolean
  readonly isProbe: boolean
}

export function kindOf({ method, config = {}, schema }: Pick<RouteOptions, 'method' | 'config' | 'schema'>): RouteKind {
  const { scope = null, produces = [], body, servesFile = false, isProbe = false, once } = config
  const isPost = method === 'POST'
  const isCreating = isPost && body === undefined && once === undefined
  return {
    scope: servesFile ? 'jobs:read' : scope,
    isCreating,
    isOnce: isCreating || once === 'yes',
    // Fastify reads the bodies of these, whether the route has use for one or not.
    readsBody: isPost || method === 'PATCH' || method === 'PUT' || method === 'DELETE',
    takesFiles: schema?.consumes?.includes('multipart/form-data') ?? false,
    servesFile,
    negotiates: produces !== 'any',
    resumes: produces.includes('text/event-stream') && produces.includes('application/json'),
    isProbe,
  }
}
