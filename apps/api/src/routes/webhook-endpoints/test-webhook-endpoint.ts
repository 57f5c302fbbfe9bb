import { webhookDeliverySchema } from '@nemo-batch/contracts'
import { presentDelivery } from '@nemo-batch/presenters'
import { z } from 'zod'
import { deliverable } from '../../services/deliverable.ts'
import { idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const testWebhookEndpoint: Route = () => async (app) => {
  app.post(
    '/webhook-endpoints/:id/test',
    {
      config: { scope: 'webhooks', audit: 'webhook_endpoint.test', body: 'none' },
      schema: {
        operationId: 'testWebhookEndpoint',
        tags: ['webhooks'],
        summary: 'Send `endpoint.test` to an endpoint, whatever it is subscribed to',
        params: z.object({ id: z.string() }),
        response: { 202: webhookDeliverySchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async ({ project, params }, reply) => {
      const delivery = deliverable('whe', await project.sendTest(idParam('whe', params.id)))
      return reply.code(202).send(presentDelivery(delivery))
    },
  )
}
