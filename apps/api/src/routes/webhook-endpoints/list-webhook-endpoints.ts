import { listWebhookEndpointsQuery, webhookEndpointListSchema } from '@nemo-batch/contracts'
import { pageRequest } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

/** In place of the id of a batch. */
const OF_PROJECT = 'none'

export const listWebhookEndpoints: Route = (services) => async (app) => {
  app.get(
    '/webhook-endpoints',
    {
      config: { scope: 'webhooks' },
      schema: {
        operationId: 'listWebhookEndpoints',
        tags: ['webhooks'],
        summary: 'Endpoints and how they have been answering, newest first',
        querystring: listWebhookEndpointsQuery,
        response: { 200: webhookEndpointListSchema, ...problems(400, 401, 403, 422) },
      },
    },
    async ({ project, query: { batch_id: ofBatch, ...page } }) => {
      const batchId = ofBatch === OF_PROJECT ? null : ofBatch
      const endpoints = await project.listEndpoints({ ...pageRequest('whe', page), batchId })
      return services.presentEndpoints(project, endpoints)
    },
  )
}
