/** What endpoints are told of jobs and batches; each is an event of that type. */
const TOLD_EVENTS = [
  'job.completed',
  'job.failed',
  'job.blocked',
  'job.canceled',
  'batch.completed',
  'batch.blocked',
  'batch.canceled',
] as const

/**
 * Everything that an endpoint can be told. `endpoint.test` comes to whoever asks for it, `endpoint.disabled` tells the
 * other endpoints of a project.
 */
export const WEBHOOK_TYPES = [...TOLD_EVENTS, 'endpoint.disabled', 'endpoint.test'] as const
export type WebhookType = (typeof WEBHOOK_TYPES)[number]

/** `failed`: tried as often as the schedule says. `discarded`: not tried, as the endpoint is disabled or gone. */
export const DELIVERY_STATUSES = ['pending', 'succeeded', 'failed', 'discarded'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** `gone`: it answered 410. `failing`: nothing has arrived for days. */
export const DISABLE_REASONS = ['gone', 'failing'] as const
export type DisableReason = (typeof DISABLE_REASONS)[number]
