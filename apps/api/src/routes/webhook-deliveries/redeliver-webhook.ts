import { webhookDeliverySchema } from '@nemo-batch/contracts'
import { presentDelivery } from '@nemo-batch/presenters'
import { z } from 'zod'
import { deliverable } from '../../services/deliverable.ts'
import { idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const redeliverWebhook: Route = () => async (app) => {
  app.post(
    '/webhook-deliveries/:id/redeliver',
    {
      config: { scope: 'webhooks', audit: 'webhook_delivery.redeliver', body: 'none' },
      schema: {
        operationId: 'redeliverWebhook',
        tags: ['webhooks'],
        summary: 'Send one delivery again, however it ended, under the same `webhook-id`',
        params: z.object({ id: z.string() }),
        response: { 202: webhookDeliverySchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async ({ project, params }, reply) => {
      const delivery = deliverable('whd', await project.redeliver(idParam('whd', params.id)))
      return reply.code(202).send(presentDelivery(delivery))
    },
  )
}
