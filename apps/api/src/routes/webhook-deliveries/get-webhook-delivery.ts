import { webhookDeliveryDetailSchema } from '@nemo-batch/contracts'
import { presentDelivery, webhookBody } from '@nemo-batch/presenters'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const getWebhookDelivery: Route =
  ({ links }) =>
  async (app) => {
    app.get(
      '/webhook-deliveries/:id',
      {
        config: { scope: 'webhooks' },
        schema: {
          operationId: 'getWebhookDelivery',
          tags: ['webhooks'],
          summary: 'One delivery with every attempt, and with what is sent',
          params: z.object({ id: z.string() }),
          response: { 200: webhookDeliveryDetailSchema, ...problems(401, 403, 404) },
        },
      },
      async ({ project, params }) => {
        const delivery = found('whd', await project.findDelivery(idParam('whd', params.id)))
        const message = found('whd', await project.findMessage(delivery.messageId))
        return { ...presentDelivery(delivery), body: JSON.parse(webhookBody(message, links)) }
      },
    )
  }
