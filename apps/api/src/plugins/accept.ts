import type { FastifyInstance } from 'fastify'
import { ApiProblem } from '../problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route answers with, best first; JSON when not said. `any`: the route does not care. */
    produces?: readonly string[] | 'any'
  }
}

const JSON_ONLY = ['application/json']

/** 406 before any work when nothing that the route can answer with is accepted. */
export function checkAccept(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.is404) return
    const produces = request.routeOptions.config.produces ?? JSON_ONLY
    if (produces === 'any' || preferredType(request.headers.accept, produces) !== null) return
    throw new ApiProblem('not_acceptable', `This address answers with ${produces.join(' or ')}`)
  })
}

type Range = { readonly type: string; readonly quality: number }

/** The type that the `Accept` header likes best, the first of `offered` where it does not care; null for none. */
export function preferredType(accept: string | undefined, offered: readonly string[]): string | null {
  if (accept === undefined || accept.trim() === '') return offered[0] ?? null
  const ranges = accept.split(',').map(parseRange)
  const rated = offered.map((type) => ({ type, quality: qualityOf(type, ranges) }))
  const best = rated.reduce<(typeof rated)[number] | null>(
    (winner, candidate) => (candidate.quality > (winner?.quality ?? 0) ? candidate : winner),
    null,
  )
  return best?.type ?? null
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
  return { type, quality: Number.isFinite(quality) ? quality : 0 }
}

/** The most specific range that fits decides. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const group = `${type.split('/', 1)[0]}/*`
  for (const wanted of [type, group, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === wanted)
    if (range !== undefined) return range.quality
  }
  return 0
}
