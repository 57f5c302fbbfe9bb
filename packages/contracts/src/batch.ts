import { BATCH_STATUSES, WEBHOOK_TYPES } from '@nemo-batch/domain'
import { z } from 'zod'
import { listOf, pageQuery } from './list.ts'
import { MAX_NAME_CHARS } from './new-job.ts'
import { batchId, endpointId, text, timestamp } from './text.ts'

const count = z.int().min(0)

/** The endpoint that a batch was made with. */
export const batchWebhookSchema = z.object({
  endpoint_id: endpointId,
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_TYPES)),
})

export const batchSchema = z
  .object({
    id: batchId,
    object: z.literal('batch'),
    name: z.string().nullable(),
    status: z.enum(BATCH_STATUSES).describe('`completed` when every job has ended, however each ended'),
    counts: z.object({
      total: count,
      queued: count,
      running: count,
      blocked: count,
      completed: count,
      failed: count,
      canceled: count,
    }),
    progress: z.int().min(0).max(100),
    credits: z.object({ estimated: z.int().nullable(), spent: z.int() }),
    max_credits: z.null(),
    open: z.boolean().describe('takes more jobs, until it is closed'),
    scheduled_at: timestamp.nullable().describe('nothing of it was or is begun before'),
    webhook: batchWebhookSchema
      .extend({
        secret: z.string().optional().describe('`whsec_…`, in the answer that made the batch and never again'),
      })
      .nullable()
      .describe('its own endpoint, as long as that exists'),
    metadata: z.record(z.string(), z.unknown()),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    completed_at: timestamp.nullable(),
    links: z.object({ self: z.string(), jobs: z.string(), events: z.string(), results: z.string() }),
  })
  .meta({ id: 'Batch' })
export type Batch = z.infer<typeof batchSchema>

export const batchListSchema = listOf(batchSchema)
export const listBatchesQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(BATCH_STATUSES).optional(),
  name: text(1, MAX_NAME_CHARS).optional().describe('finds names that contain it'),
})
