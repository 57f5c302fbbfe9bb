import { z } from 'zod'
import type { Route } from '../route.ts'

/** Open like the probes: it holds numbers of the whole installation and no names. */
export const getMetrics: Route =
  ({ metrics }) =>
  async (app) => {
    app.get(
      '/metrics',
      {
        config: { produces: 'any', isProbe: true },
        schema: {
          operationId: 'getMetrics',
          tags: ['system'],
          summary: 'Figures for Prometheus, of this process and of the installation',
          response: {
            200: {
              description: 'Metrics in the text format of Prometheus',
              content: { 'text/plain': { schema: z.any().meta({ type: 'string' }) } },
            },
          },
        },
      },
      async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.read()),
    )
  }
