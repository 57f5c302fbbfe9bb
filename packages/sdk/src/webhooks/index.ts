export type {
  BatchWebhookEvent,
  EndpointWebhookEvent,
  JobWebhookEvent,
  NewerEventType,
  NewerWebhookEvent,
  ToldWebhookEndpoint,
  WebhookBatch,
  WebhookEvent,
  WebhookJob,
} from './event.ts'
export type { WebhookHeaders } from './read-headers.ts'
export { type WebhookVerificationCode, WebhookVerificationError } from './verification-error.ts'
export { type VerifyOptions, verify } from './verify.ts'
