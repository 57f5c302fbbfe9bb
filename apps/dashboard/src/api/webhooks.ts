import type { NewWebhookEndpoint, WebhookEndpoint, WebhookEndpointPatch } from '@nemo-batch/sdk'
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'
import type { DeliveryStatus, WebhookEvent } from './webhook-words.ts'

const PAGE_SIZE = 50

const ENDPOINTS = 'webhook_endpoints'
const DELIVERIES = 'webhook_deliveries'
const endpointKey = (id: string) => [ENDPOINTS, id] as const

export const endpointsQuery = infiniteQueryOptions({
  queryKey: [ENDPOINTS, 'list'],
  queryFn: ({ pageParam, signal }) =>
    client.webhookEndpoints.list({ limit: PAGE_SIZE, ...cursorOf(pageParam) }, { signal }).page(),
  initialPageParam: null as string | null,
  getNextPageParam: ({ next_cursor }) => next_cursor,
})

export const endpointQuery = (id: string) =>
  queryOptions({
    queryKey: endpointKey(id),
    queryFn: ({ signal }) => client.webhookEndpoints.retrieve(id, { signal }),
  })

export type DeliveryFilter = {
  readonly endpoint_id?: string
  readonly status?: DeliveryStatus
  readonly event?: WebhookEvent
}

export const deliveriesQuery = (filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: [DELIVERIES, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      client.webhookDeliveries.list({ ...filter, limit: PAGE_SIZE, ...cursorOf(pageParam) }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
  })

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: [DELIVERIES, id],
    queryFn: ({ signal }) => client.webhookDeliveries.retrieve(id, { signal }),
  })

const cursorOf = (cursor: string | null): { readonly cursor?: string } => (cursor === null ? {} : { cursor })

export const createEndpoint = (endpoint: NewWebhookEndpoint, idempotencyKey: string) =>
  client.webhookEndpoints.create(endpoint, { idempotencyKey })
export const changeEndpoint = (id: string, change: WebhookEndpointPatch) => client.webhookEndpoints.update(id, change)
export const deleteEndpoint = (id: string) => client.webhookEndpoints.delete(id)
export const rotateSecret = (id: string, idempotencyKey: string) =>
  client.webhookEndpoints.rotateSecret(id, { idempotencyKey })
export const testEndpoint = (id: string) => client.webhookEndpoints.test(id)
export const recoverDeliveries = (id: string, since: Date) =>
  client.webhookEndpoints.recover(id, { since: since.toISOString() })
export const redeliver = (id: string) => client.webhookDeliveries.redeliver(id)

/** What an act answered shows at once; the lists follow by the changes that the service tells of. */
export function showEndpoint(queries: QueryClient, endpoint: WebhookEndpoint): void {
  queries.setQueryData(endpointKey(endpoint.id), endpoint)
  void queries.invalidateQueries({ queryKey: endpointsQuery.queryKey })
}
