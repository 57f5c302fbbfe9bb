import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { COUNT_WINDOW_MS } from '../limits.ts'
import { ApiProblem } from '../problems.ts'
import type { SharedCounts } from '../services/shared-counts.ts'
import { principalOf } from './bearer-key.ts'

/**
 * Lets each key, and each session apart from its key, send so many requests in a window, all API processes together, and tells on every answer how many are
 * left: `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds), the form of the IETF draft that clients know.
 * @returns a hook for requests whose caller is known; throws ApiProblem `rate_limited`
 */
export async function limitRate(app: FastifyInstance, counts: SharedCounts, requestsPerWindow: number) {
  class Store implements FastifyRateLimitStore {
    incr(...[key, done]: Parameters<FastifyRateLimitStore['incr']>): void {
      const { count, leftMs } = counts.count(key)
      done(null, { current: count, ttl: leftMs })
    }
    child(): Store {
      return this
    }
  }
  await app.register(rateLimit, {
    global: false,
    enableDraftSpec: true,
    store: Store,
    max: requestsPerWindow,
    timeWindow: COUNT_WINDOW_MS,
    keyGenerator: ({ caller }) => principalOf(caller),
    errorResponseBuilder: (_request, { max }) =>
      new ApiProblem('rate_limited', `This key may send ${max} requests a minute; ask again when the window ends`),
  })
  return app.rateLimit()
}
