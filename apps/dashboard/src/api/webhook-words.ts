import type { WebhookDelivery } from '@nemo-batch/sdk'

export type WebhookEvent = WebhookDelivery['event']
export type DeliveryStatus = WebhookDelivery['status']

/** An event or status without its place here is an error of types. */
export const WEBHOOK_EVENTS = Object.keys({
  'job.completed': 0,
  'job.failed': 0,
  'job.blocked': 0,
  'job.canceled': 0,
  'batch.completed': 0,
  'batch.blocked': 0,
  'batch.canceled': 0,
  'endpoint.disabled': 0,
  'endpoint.test': 0,
} satisfies Record<WebhookEvent, 0>) as WebhookEvent[]

export const DELIVERY_STATUSES = Object.keys({
  pending: 0,
  failed: 0,
  discarded: 0,
  succeeded: 0,
} satisfies Record<DeliveryStatus, 0>) as DeliveryStatus[]
