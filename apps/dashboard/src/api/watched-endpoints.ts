import type { WebhookEndpoint } from '@nemo-batch/sdk'
import { queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

const PAGE = 100

/**
 * Endpoints that somebody may have to look after: those of the whole project, and those of the latest batches. Each batch
 * can have one of its own, so that all of them may be thousands. How they answer follows from their deliveries.
 */
export const watchedEndpointsQuery = queryOptions({
  queryKey: ['webhook_endpoints', 'watched', 'webhook_deliveries'],
  queryFn: async ({ signal }): Promise<readonly WebhookEndpoint[]> => {
    const [ofProject, latest] = await Promise.all([
      client.webhookEndpoints.list({ limit: PAGE, batch_id: 'none' }, { signal }).page(),
      client.webhookEndpoints.list({ limit: PAGE }, { signal }).page(),
    ])
    return [...new Map([...ofProject.data, ...latest.data].map((endpoint) => [endpoint.id, endpoint])).values()]
  },
})
