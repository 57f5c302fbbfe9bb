import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { EVENT_LOOP_DELAY_MS, HEAP_USED_BYTES, RESIDENT_BYTES, START_MS } from '../limits.ts'
import { ApiProblem } from '../problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered under any load: what tells how the process is. */
    isProbe?: boolean
  }
}

/** Refuses new requests before the process drowns in them; those under way and open event streams go on. */
export async function shedLoad(app: FastifyInstance): Promise<void> {
  let listensSinceMs = Number.POSITIVE_INFINITY
  app.addHook('onListen', async () => {
    listensSinceMs = performance.now()
  })
  await app.register(underPressure, {
    maxEventLoopDelay: EVENT_LOOP_DELAY_MS,
    maxHeapUsedBytes: HEAP_USED_BYTES,
    maxRssBytes: RESIDENT_BYTES,
    pressureHandler: async (request, _reply, kind, value) => {
      const isStarting = performance.now() - listensSinceMs < START_MS
      if (request.routeOptions.config.isProbe || (isStarting && kind === underPressure.TYPE_EVENT_LOOP_DELAY)) return
      throw new ApiProblem('overloaded', 'Too much is going on here; try again soon', {
        cause: new Error(`${kind}: ${value}`),
      })
    },
  })
}
