import { type RecoveredDeliveries, recoverDeliveriesSchema, recoveredDeliveriesSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { deliverable } from '../../services/deliverable.ts'
import { idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const recoverWebhookDeliveries: Route = () => async (app) => {
  app.post(
    '/webhook-endpoints/:id/recover',
    {
      config: { scope: 'webhooks', audit: 'webhook_endpoint.recover', once: 'no' },
      schema: {
        operationId: 'recoverWebhookDeliveries',
        tags: ['webhooks'],
        summary: 'Send again what an endpoint has missed since some time: what failed, and what was discarded',
        description:
          'What was delivered is left alone, and each message keeps its id, so that asking twice does no harm.',
        params: z.object({ id: z.string() }),
        body: recoverDeliveriesSchema,
        response: { 200: recoveredDeliveriesSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async ({ project, params, body }): Promise<RecoveredDeliveries> => {
      const id = idParam('whe', params.id)
      const since = new Date(body.since)
      const count = deliverable('whe', await project.recoverDeliveries(id, since))
      return { object: 'recovered_deliveries', endpoint_id: id, since: since.toISOString(), count }
    },
  )
}
