import { BLOCK_REASONS, JOB_ERROR_CODES, JOB_ROW_INSTRUCTION_CHARS, JOB_STATUSES, STAGES } from '@nemo-batch/domain'
import { z } from 'zod'
import { listJobsQuery } from './job.ts'
import { batchId, fileId, jobId, timestamp } from './text.ts'

export const JOB_ROW_ORDERS = ['attention', 'position'] as const
export type JobRowOrder = (typeof JOB_ROW_ORDERS)[number]
export const MAX_JOB_ROWS = 200
/** No batch has so many; what lies behind the end is an empty page. */
const MAX_OFFSET = 10_000_000

const count = z.int().min(0)

/** What a table shows of a job. */
export const jobRowSchema = z
  .object({
    id: jobId,
    object: z.literal('job_row'),
    position: count.describe('in the batch, from 0'),
    reference: z.string().nullable(),
    status: z.enum(JOB_STATUSES),
    stage: z.enum(STAGES).nullable(),
    progress: z.int().min(0).max(100),
    instruction: z.string().describe(`of its first step, the first ${JOB_ROW_INSTRUCTION_CHARS} characters`),
    steps: count,
    media: count.describe('of all its steps'),
    thumbnail_file_id: fileId.nullable().describe('its first photo that is a file of ours'),
    error: z.object({ code: z.enum(JOB_ERROR_CODES), message: z.string(), retryable: z.boolean() }).nullable(),
    blocked_reason: z.enum(BLOCK_REASONS).nullable(),
    credits_spent: count,
    attempts: count,
    video: z
      .object({ file_id: fileId, duration_ms: z.int().nullable() })
      .nullable()
      .describe("the last step's that has one"),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    completed_at: timestamp.nullable(),
  })
  .meta({ id: 'JobRow' })
export type JobRow = z.infer<typeof jobRowSchema>

export const jobRowListSchema = z
  .object({
    object: z.literal('list'),
    data: z.array(jobRowSchema),
    total: count.describe('rows that match, on all pages'),
    offset: count,
  })
  .meta({ id: 'JobRowList' })
export type JobRowList = z.infer<typeof jobRowListSchema>

const { status, error_code, q } = listJobsQuery.shape
/** Which jobs of a batch; what is left out leaves none out. */
export const batchJobFilter = { status, error_code, q }

export const listJobRowsQuery = z.strictObject({
  ...batchJobFilter,
  order: z
    .enum(JOB_ROW_ORDERS)
    .default('attention')
    .describe('`attention`: failed, blocked, running, queued, completed, canceled, and then by position'),
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0).describe('rows before the page'),
  limit: z.coerce.number().int().min(1).max(MAX_JOB_ROWS).default(100).describe(`1–${MAX_JOB_ROWS}`),
})

export const batchStatsSchema = z
  .object({
    object: z.literal('batch_stats'),
    batch_id: batchId,
    estimated_end_at: timestamp
      .nullable()
      .describe(
        'by the pace of the last ten minutes, or, before a job has ended, by the median of the last jobs of this ' +
          'project and the slots of the account; null when it is not known: paused, blocked, scheduled, ended',
      ),
    jobs_per_minute: z
      .number()
      .min(0)
      .nullable()
      .describe('completed or failed within the last ten minutes, or since it started or was resumed; null: none'),
    failures: z
      .array(z.object({ code: z.enum(JOB_ERROR_CODES), jobs: count }))
      .describe('jobs that stand failed, by code, most first'),
  })
  .meta({ id: 'BatchStats' })
export type BatchStats = z.infer<typeof batchStatsSchema>
