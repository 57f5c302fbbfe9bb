import {
  type CreatedWebhookEndpoint,
  createdWebhookEndpointSchema,
  type WebhookDelivery,
  webhookDeliveryListSchema,
  webhookDeliverySchema,
} from '@nemo-batch/contracts'
import type { RunningApi } from './running-api.ts'

export const HOOK = 'https://shop.example/hooks/nemo'

/** An endpoint as a caller makes it. */
export const givenEndpoint = async (api: RunningApi, some: object = {}): Promise<CreatedWebhookEndpoint> =>
  createdWebhookEndpointSchema.parse(await (await api.post('/v1/webhook-endpoints', { url: HOOK, ...some })).json())

/** A delivery that waits, as no worker is there to send it. */
export async function givenDelivery(api: RunningApi, endpointId?: string): Promise<WebhookDelivery> {
  const id = endpointId ?? (await givenEndpoint(api)).id
  return webhookDeliverySchema.parse(await (await api.post(`/v1/webhook-endpoints/${id}/test`, {})).json())
}

/** Newest first. */
export const deliveriesOf = async (api: RunningApi, query: string): Promise<WebhookDelivery[]> =>
  webhookDeliveryListSchema.parse(await (await api.call(`/v1/webhook-deliveries?${query}`)).json()).data

/** Gives a delivery up, as a worker does after its last attempt. */
export async function giveUp(api: RunningApi, deliveryId: string): Promise<void> {
  await api.db.query(
    `UPDATE webhook_deliveries SET status = 'failed', attempts = 1, next_attempt_at = NULL, ended_at = now() WHERE id = $1`,
    [deliveryId],
  )
  await api.db.query(
    `INSERT INTO webhook_attempts (delivery_id, number, endpoint_id, attempted_at, status_code, error, duration_ms, response_body)
     SELECT id, 1, endpoint_id, now(), 503, 'The endpoint answered 503', 40, 'busy' FROM webhook_deliveries WHERE id = $1`,
    [deliveryId],
  )
}
