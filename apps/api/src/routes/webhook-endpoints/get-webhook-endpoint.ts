import { webhookEndpointSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const getWebhookEndpoint: Route = (services) => async (app) => {
  app.get(
    '/webhook-endpoints/:id',
    {
      config: { scope: 'webhooks' },
      schema: {
        operationId: 'getWebhookEndpoint',
        tags: ['webhooks'],
        summary: 'One endpoint and how it has been answering; without its secret',
        params: z.object({ id: z.string() }),
        response: { 200: webhookEndpointSchema, ...problems(401, 403, 404) },
      },
    },
    async ({ project, params }) => {
      const endpoint = found('whe', await project.findEndpoint(idParam('whe', params.id)))
      return services.presentEndpoint(project, endpoint)
    },
  )
}
