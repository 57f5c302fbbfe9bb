import type { FastifyInstance } from 'fastify'
import { Histogram, type Registry } from 'prom-client'

/** From what an index answers to what a caller gives up on. */
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Times each request by its route as it is written in the description, never by the address that was asked. */
export function timeRequests(app: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer; of event streams, how long they were open',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown')
    const method = request.is404 ? 'unknown' : request.method
    seconds.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1_000)
  })
}
