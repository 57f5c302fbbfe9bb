import { listWebhookDeliveriesQuery, webhookDeliveryListSchema } from '@nemo-batch/contracts'
import { presentDelivery } from '@nemo-batch/presenters'
import { pageRequest } from '../../services/page-request.ts'
import { presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listWebhookDeliveries: Route = () => async (app) => {
  app.get(
    '/webhook-deliveries',
    {
      config: { scope: 'webhooks' },
      schema: {
        operationId: 'listWebhookDeliveries',
        tags: ['webhooks'],
        summary: 'Deliveries with all their attempts, newest first',
        querystring: listWebhookDeliveriesQuery,
        response: { 200: webhookDeliveryListSchema, ...problems(400, 401, 403, 422) },
      },
    },
    async ({ project, query: { endpoint_id: endpointId, status, event: type, ...page } }) => {
      const deliveries = await project.listDeliveries({ ...pageRequest('whd', page), endpointId, status, type })
      return presentList(deliveries, presentDelivery)
    },
  )
}
