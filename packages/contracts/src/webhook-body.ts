import type { WebhookType } from '@nemo-batch/domain'
import { z } from 'zod'
import { batchSchema } from './batch.ts'
import { jobSchema } from './job.ts'
import { timestamp } from './text.ts'
import { endpointFields } from './webhook.ts'

const omitted = z
  .array(z.string())
  .describe('long parts that were left out so that the body stays under 20 kB; `links.self` has them')
const seq = z.int().positive()

export const webhookJobSchema = jobSchema
  .extend({ seq: seq.describe('the number of the event within its job: drop what is older than you know'), omitted })
  .meta({ id: 'WebhookJob' })
export type WebhookJob = z.infer<typeof webhookJobSchema>

export const webhookBatchSchema = batchSchema
  .extend({
    seq: seq.describe('the number of the event within its batch: drop what is older than you know'),
    error_counts: z.record(z.string(), z.int().min(0)).describe('failed jobs by error code'),
    omitted,
  })
  .meta({ id: 'WebhookBatch' })
export type WebhookBatch = z.infer<typeof webhookBatchSchema>

export const toldEndpointSchema = z.object(endpointFields).meta({ id: 'ToldWebhookEndpoint' })
export type ToldEndpoint = z.infer<typeof toldEndpointSchema>

const bodyOf = <Type extends WebhookType, Data extends z.ZodType>(type: Type, data: Data) =>
  z
    .object({ type: z.literal(type), timestamp: timestamp.describe('of the event'), data })
    .meta({ id: webhookSchemaName(type) })

/** What the body of a type is called in the description of the API: `JobCompletedWebhook`. */
export function webhookSchemaName(type: WebhookType): string {
  return `${type.replaceAll(/(?:^|\.)(\w)/g, (_all, first: string) => first.toUpperCase())}Webhook`
}

/** What is sent, by type. */
export const webhookBodySchemas = {
  'job.completed': bodyOf('job.completed', webhookJobSchema),
  'job.failed': bodyOf('job.failed', webhookJobSchema),
  'job.blocked': bodyOf('job.blocked', webhookJobSchema),
  'job.canceled': bodyOf('job.canceled', webhookJobSchema),
  'batch.completed': bodyOf('batch.completed', webhookBatchSchema),
  'batch.blocked': bodyOf('batch.blocked', webhookBatchSchema),
  'batch.canceled': bodyOf('batch.canceled', webhookBatchSchema),
  'endpoint.disabled': bodyOf('endpoint.disabled', toldEndpointSchema),
  'endpoint.test': bodyOf('endpoint.test', toldEndpointSchema),
} satisfies Record<WebhookType, z.ZodType>
export type WebhookBody = z.infer<(typeof webhookBodySchemas)[keyof typeof webhookBodySchemas]>
