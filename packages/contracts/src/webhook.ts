import { DELIVERY_STATUSES, DISABLE_REASONS, WEBHOOK_TYPES } from '@nemo-batch/domain'
import { z } from 'zod'
import { batchWebhookSchema } from './batch.ts'
import { jobSchema } from './job.ts'
import { listOf, pageQuery } from './list.ts'
import { MAX_URL_CHARS } from './new-job.ts'
import { batchId, deliveryId, endpointId, eventId, jobId, text, timestamp } from './text.ts'

export const MAX_DESCRIPTION_CHARS = 500

const webhookUrl = text(1, MAX_URL_CHARS).describe('http or https; it is sent to as it is, redirects are not followed')
export const webhookEventsSchema = z
  .array(z.enum(WEBHOOK_TYPES))
  .min(1)
  .max(WEBHOOK_TYPES.length)
  .refine((given) => new Set(given).size === given.length, {
    message: 'Each type is named once',
    params: { code: 'duplicate_event' },
  })
  .describe('what it is told; not said or null: everything, types to come too')

/** A batch's own `webhook`: an endpoint for it and its jobs alone. */
export const newBatchWebhookSchema = z
  .strictObject({ url: webhookUrl, events: webhookEventsSchema.nullish() })
  .meta({ id: 'NewBatchWebhook' })
export type NewBatchWebhook = z.infer<typeof newBatchWebhookSchema>

const description = text(0, MAX_DESCRIPTION_CHARS)
export const newWebhookEndpointSchema = z
  .strictObject({
    url: webhookUrl,
    events: webhookEventsSchema.nullish(),
    description: description.nullish(),
    enabled: z.boolean().optional(),
    batch_id: text(1, 100).nullish().describe('told of this batch and its jobs alone; not said: of the whole project'),
  })
  .meta({ id: 'NewWebhookEndpoint' })

export const changedWebhookEndpointSchema = z
  .strictObject({
    url: webhookUrl.optional(),
    events: webhookEventsSchema.nullish(),
    description: description.nullish(),
    enabled: z.boolean().optional().describe('true: also what the service disabled by itself begins anew'),
  })
  .meta({ id: 'ChangedWebhookEndpoint' })

const count = z.int().min(0)
export const ENDPOINT_STATES = ['ok', 'failing', 'down', 'disabled'] as const

/** What does not change with each attempt. */
export const endpointFields = {
  id: endpointId,
  object: z.literal('webhook_endpoint'),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_TYPES)),
  description: z.string().nullable(),
  enabled: z.boolean(),
  batch_id: batchId.nullable().describe('told of this batch alone; null: of the whole project'),
  disabled: z
    .object({ reason: z.enum(DISABLE_REASONS), message: z.string(), at: timestamp })
    .nullable()
    .describe('why the service, and not a person, disabled it'),
  created_at: timestamp,
  links: z.object({ self: z.string(), deliveries: z.string() }),
}

export const webhookEndpointSchema = z
  .object({
    ...endpointFields,
    health: z
      .object({
        status: z
          .enum(ENDPOINT_STATES)
          .describe('`failing`: the last attempt did not arrive; `down`: so many that it is only probed'),
        failing_since: timestamp.nullable(),
        failures: count.describe('in a row'),
        held_until: timestamp.nullable().describe('nothing is sent before: its Retry-After, or the next probe'),
        pending: count.describe('deliveries that still wait'),
        recent: z
          .object({
            attempts: count,
            succeeded: count,
            success_rate: z.number().min(0).max(1).nullable(),
            median_ms: count.nullable(),
            p95_ms: count.nullable(),
            last_attempt_at: timestamp.nullable(),
          })
          .describe('the last 500 attempts of the last 24 hours; times of those that were answered'),
      })
      .describe('how it has been answering'),
  })
  .meta({ id: 'WebhookEndpoint' })
export type WebhookEndpoint = z.infer<typeof webhookEndpointSchema>

const secret = z.string().describe('`whsec_…`, this once')

/** What `POST /v1/jobs` answers. */
export const createdJobSchema = jobSchema
  .extend({
    webhook: batchWebhookSchema
      .extend({ secret })
      .optional()
      .describe('when one was asked for: the endpoint that is told of this job and its batch'),
  })
  .meta({ id: 'CreatedJob' })
export type CreatedJob = z.infer<typeof createdJobSchema>

export const createdWebhookEndpointSchema = webhookEndpointSchema
  .extend({ secret })
  .meta({ id: 'CreatedWebhookEndpoint' })
export type CreatedWebhookEndpoint = z.infer<typeof createdWebhookEndpointSchema>
export const rotatedWebhookSecretSchema = webhookEndpointSchema
  .extend({ secret, previous_secret_expires_at: timestamp.describe('until then the one before signs too') })
  .meta({ id: 'RotatedWebhookSecret' })

export const webhookEndpointListSchema = listOf(webhookEndpointSchema)
export const listWebhookEndpointsQuery = z.strictObject({
  ...pageQuery,
  batch_id: text(1, 100).optional().describe('of this batch; `none`: those of the whole project'),
})

const attemptSchema = z
  .object({
    number: z.int().positive(),
    at: timestamp,
    status: z.int().nullable().describe('of HTTP; null: there was no answer'),
    error: z.string().nullable().describe('null: it was delivered'),
    duration_ms: count,
    response_body: z.string().nullable().describe('the first 1 kB'),
  })
  .meta({ id: 'WebhookAttempt' })

export const webhookDeliverySchema = z
  .object({
    id: deliveryId,
    object: z.literal('webhook_delivery'),
    endpoint_id: endpointId,
    event: z.enum(WEBHOOK_TYPES),
    webhook_id: eventId.describe("the event's id; the same for each attempt and each endpoint"),
    batch_id: batchId.nullable(),
    job_id: jobId.nullable(),
    status: z
      .enum(DELIVERY_STATUSES)
      .describe(
        '`failed`: tried as often as the schedule says; `discarded`: not tried any more, the endpoint is disabled or gone',
      ),
    attempts: z.array(attemptSchema),
    next_attempt_at: timestamp.nullable(),
    created_at: timestamp,
    ended_at: timestamp.nullable(),
    links: z.object({ self: z.string(), endpoint: z.string() }),
  })
  .meta({ id: 'WebhookDelivery' })
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>

export const webhookDeliveryDetailSchema = webhookDeliverySchema
  .extend({ body: z.record(z.string(), z.unknown()).describe('what is sent') })
  .meta({ id: 'WebhookDeliveryDetail' })
export type WebhookDeliveryDetail = z.infer<typeof webhookDeliveryDetailSchema>

export const webhookDeliveryListSchema = listOf(webhookDeliverySchema)
export const listWebhookDeliveriesQuery = z.strictObject({
  ...pageQuery,
  endpoint_id: text(1, 100).optional(),
  status: z.enum(DELIVERY_STATUSES).optional(),
  event: z.enum(WEBHOOK_TYPES).optional(),
})

/** Nothing was told before; tomorrow, for a caller whose clock is ahead. */
const EARLIEST_SINCE = Date.UTC(2000)
const DAY_MS = 86_400_000
const since = z.iso
  .datetime({
    offset: true,
    error: ({ code }) => (code === 'invalid_format' ? 'Must be a time such as "2027-03-01T08:00:00+01:00"' : undefined),
  })
  .max(40)
  .refine((time) => !(Date.parse(time) < EARLIEST_SINCE || Date.parse(time) > Date.now() + DAY_MS), {
    message: 'Must be a time that has passed',
    params: { code: 'out_of_range' },
  })
export const recoverDeliveriesSchema = z
  .strictObject({ since: since.describe('of what happened then or later') })
  .meta({ id: 'RecoverDeliveries' })
export const recoveredDeliveriesSchema = z
  .object({ object: z.literal('recovered_deliveries'), endpoint_id: endpointId, since: timestamp, count })
  .meta({ id: 'RecoveredDeliveries' })
export type RecoveredDeliveries = z.infer<typeof recoveredDeliveriesSchema>
