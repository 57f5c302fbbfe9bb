import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { EVENT_LOOP_DELAY_MS, HEAP_USED_BYTES, RESIDENT_BYTES } from '../limits.ts'
import { ApiProblem } from '../problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered under any load: what tells how the process is. */
    isProbe?: boolean
  }
}

/** Refuses new requests before the process drowns in them; those under way and open event streams go on. */
export async function shedLoad(app: FastifyInstance): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: EVENT_LOOP_DELAY_MS,
    maxHeapUsedBytes: HEAP_USED_BYTES,
    maxRssBytes: RESIDENT_BYTES,
    pressureHandler: async (request, _reply, kind, value) => {
      if (request.routeOptions.config.isProbe) return
      throw new ApiProblem('overloaded', 'Too much is going on here; try again soon', {
        cause: new Error(`${kind}: ${value}`),
      })
    },
  })
}
