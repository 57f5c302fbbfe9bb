import type { FastifyInstance } from 'fastify'

/** What an answer shows belongs to one key and one moment; a route that knows better says so itself. */
export function keepOutOfCaches(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
}
