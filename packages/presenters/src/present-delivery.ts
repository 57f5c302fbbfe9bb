import type { WebhookDelivery } from '@nemo-batch/contracts'
import type { DeliveryView } from '@nemo-batch/database'
import { presentType } from './present-types.ts'
import { time, timeOrNull } from './times.ts'

export const presentDelivery = (delivery: DeliveryView): WebhookDelivery => ({
  id: delivery.id,
  object: 'webhook_delivery',
  endpoint_id: delivery.endpointId,
  event: presentType(delivery.type),
  webhook_id: delivery.messageId,
  batch_id: delivery.batchId,
  job_id: delivery.jobId,
  status: delivery.status,
  attempts: delivery.attempts.map((attempt) => ({
    number: attempt.number,
    at: time(attempt.attemptedAt),
    status: attempt.statusCode,
    error: attempt.error,
    duration_ms: attempt.durationMs,
    response_body: attempt.responseBody,
  })),
  next_attempt_at: timeOrNull(delivery.nextAttemptAt),
  created_at: time(delivery.createdAt),
  ended_at: timeOrNull(delivery.endedAt),
  links: {
    self: `/v1/webhook-deliveries/${delivery.id}`,
    endpoint: `/v1/webhook-endpoints/${delivery.endpointId}`,
  },
})
