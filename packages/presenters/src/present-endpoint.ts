import type { ToldEndpoint, WebhookEndpoint } from '@nemo-batch/contracts'
import type { EndpointFigures, EndpointView } from '@nemo-batch/database'
import { presentTypes } from './present-types.ts'
import { time, timeOrNull } from './times.ts'

/** An endpoint as endpoints are told of it: without how it has been answering. */
export const presentToldEndpoint = (endpoint: EndpointView): ToldEndpoint => ({
  id: endpoint.id,
  object: 'webhook_endpoint',
  url: endpoint.url,
  events: presentTypes(endpoint.events),
  description: endpoint.description,
  enabled: endpoint.isEnabled,
  batch_id: endpoint.batchId,
  disabled:
    endpoint.disabled === null || endpoint.disabledAt === null
      ? null
      : { reason: endpoint.disabled.reason, message: endpoint.disabled.message, at: time(endpoint.disabledAt) },
  created_at: time(endpoint.createdAt),
  links: {
    self: `/v1/webhook-endpoints/${endpoint.id}`,
    deliveries: `/v1/webhook-deliveries?endpoint_id=${endpoint.id}`,
  },
})

/** @param isDown it is only probed */
export function presentEndpoint(
  endpoint: EndpointView,
  figures: EndpointFigures,
  { isDown, now }: { readonly isDown: boolean; readonly now: Date },
): WebhookEndpoint {
  const { attempts, succeeded } = figures
  const isHeld = endpoint.heldUntil !== null && endpoint.heldUntil > now
  return {
    ...presentToldEndpoint(endpoint),
    health: {
      status: endpointState(endpoint, isDown),
      failing_since: timeOrNull(endpoint.failingSince),
      failures: endpoint.failures,
      held_until: isHeld ? timeOrNull(endpoint.heldUntil) : null,
      pending: figures.pending,
      recent: {
        attempts,
        succeeded,
        success_rate: attempts === 0 ? null : Math.round((succeeded / attempts) * 1_000) / 1_000,
        median_ms: figures.medianMs,
        p95_ms: figures.p95Ms,
        last_attempt_at: timeOrNull(figures.lastAttemptAt),
      },
    },
  }
}

/** @param isDown it is only probed */
export function endpointState(
  { isEnabled, failures }: Pick<EndpointView, 'isEnabled' | 'failures'>,
  isDown: boolean,
): WebhookEndpoint['health']['status'] {
  if (!isEnabled) return 'disabled'
  if (isDown) return 'down'
  return failures > 0 ? 'failing' : 'ok'
}
