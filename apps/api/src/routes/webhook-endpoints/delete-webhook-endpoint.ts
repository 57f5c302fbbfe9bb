import { z } from 'zod'
import { notFound } from '../../problems.ts'
import { idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const deleteWebhookEndpoint: Route = () => async (app) => {
  app.delete(
    '/webhook-endpoints/:id',
    {
      config: { scope: 'webhooks', audit: 'webhook_endpoint.delete' },
      schema: {
        operationId: 'deleteWebhookEndpoint',
        tags: ['webhooks'],
        summary: 'Delete an endpoint and its secrets; its deliveries stay in the list',
        params: z.object({ id: z.string() }),
        response: { 204: z.null().describe('deleted'), ...problems(401, 403, 404) },
      },
    },
    async ({ project, params }, reply) => {
      if (!(await project.removeEndpoint(idParam('whe', params.id)))) throw notFound('webhook endpoint')
      return reply.code(204).send(null)
    },
  )
}
