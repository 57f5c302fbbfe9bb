import { changedWebhookEndpointSchema, webhookEndpointSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { invalidInput } from '../../problems.ts'
import { found, idParam } from '../../services/page-request.ts'
import { urlFaults } from '../../services/url-faults.ts'
import { problems, type Route } from '../route.ts'

export const changeWebhookEndpoint: Route = (services) => async (app) => {
  app.patch(
    '/webhook-endpoints/:id',
    {
      config: { scope: 'webhooks', audit: 'webhook_endpoint.change' },
      schema: {
        operationId: 'changeWebhookEndpoint',
        tags: ['webhooks'],
        summary: 'Change the address, the events or the description of an endpoint, or disable and enable it',
        description:
          'Disabled, it is sent nothing, and what still waits for it is discarded; what happens meanwhile is kept, and `recover` sends it. Enabled again, or at another address, it begins with a clean slate.',
        params: z.object({ id: z.string() }),
        body: changedWebhookEndpointSchema,
        response: { 200: webhookEndpointSchema, ...problems(400, 401, 403, 404, 413, 415, 422) },
      },
    },
    async ({ project, params, body: { enabled: isEnabled, ...patch } }) => {
      const id = idParam('whe', params.id)
      found('whe', await project.findEndpoint(id))
      const faults = patch.url === undefined ? [] : urlFaults(patch.url, ['url'], services.settings)
      if (faults.length > 0) throw invalidInput(faults)
      const endpoint = found('whe', await project.changeEndpoint(id, { ...patch, isEnabled }))
      return services.presentEndpoint(project, endpoint)
    },
  )
}
