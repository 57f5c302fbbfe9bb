import type { FastifyInstance } from 'fastify'
import { EVENT_LOOP_TURN_MS, HEAP_USED_BYTES, LONG_TURNS, RESIDENT_BYTES } from '../limits.ts'
import { ApiProblem } from '../problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered under any load: what tells how the process is. */
    isProbe?: boolean
  }
}

const LOOK_EVERY_MS = 250

/**
 * Refuses new requests before the process drowns in them; those under way and open event streams go on. The usual plugin
 * for this takes one long stall, as on a busy machine, for a flood: here several long turns have to follow each other.
 */
export function shedLoad(app: FastifyInstance): void {
  let lookedAt = performance.now()
  let longTurns = 0
  let pressure: string | null = null
  const timer = setInterval(() => {
    const turnMs = performance.now() - lookedAt
    lookedAt += turnMs
    longTurns = turnMs > EVENT_LOOP_TURN_MS ? longTurns + 1 : 0
    pressure = longTurns >= LONG_TURNS ? `turns of the event loop take ${Math.round(turnMs)} ms` : memoryPressure()
  }, LOOK_EVERY_MS)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onRequest', async (request) => {
    if (pressure === null || request.routeOptions.config.isProbe) return
    throw new ApiProblem('overloaded', 'Too much is going on here; try again soon', { cause: new Error(pressure) })
  })
}

function memoryPressure(): string | null {
  const { heapUsed, rss } = process.memoryUsage()
  if (heapUsed > HEAP_USED_BYTES) return `the heap holds ${heapUsed} bytes`
  return rss > RESIDENT_BYTES ? `the process holds ${rss} bytes` : null
}
