import { WEBHOOK_TYPES, type WebhookType } from '@nemo-batch/domain'

const isWebhookType = (type: string): type is WebhookType => (WEBHOOK_TYPES as readonly string[]).includes(type)

/** What an endpoint is told; null: everything. */
export const presentTypes = (events: readonly string[] | null): WebhookType[] =>
  events === null ? [...WEBHOOK_TYPES] : events.filter(isWebhookType)

/** @throws Error for one that the service does not know */
export function presentType(type: string): WebhookType {
  if (!isWebhookType(type)) throw new Error(`there is a webhook of the unknown type ${type}`)
  return type
}
