import { GROUPED_FAILURES, JOB_ERROR_CODES } from '@nemo-batch/domain'
import { z } from 'zod'
import { jobErrorSchema } from './job.ts'
import { listOf } from './list.ts'
import { batchId, jobId, timestamp } from './text.ts'
import { spanQuery } from './time-span.ts'

const count = z.int().min(0)
const { action, stage, fix_by, retryable, billed } = jobErrorSchema.shape

export const errorGroupId = z.string().regex(/^[0-9a-f]{32}$/)

export const errorGroupSchema = z
  .object({
    id: errorGroupId.describe('a digest of code and message: the same failures have it at any time'),
    object: z.literal('error_group'),
    code: z.enum(JOB_ERROR_CODES),
    message: z.string().describe('with `…` for its variable parts: ids, numbers, addresses, quoted names'),
    action,
    stage,
    fix_by,
    retryable,
    billed: billed.describe('of the latest failure, as `stage`'),
    failures: count.describe('how often it happened in the span'),
    jobs_failed: count.describe('jobs that still stand failed with it'),
    first_seen: timestamp,
    last_seen: timestamp,
    batches: z.object({
      total: count,
      sample: z.array(z.object({ id: batchId, name: z.string().nullable() })).describe('the newest of them'),
    }),
    sample_job_id: jobId.describe('the job that failed with it last'),
  })
  .meta({ id: 'ErrorGroup' })
export type ErrorGroup = z.infer<typeof errorGroupSchema>

export const errorGroupListSchema = listOf(errorGroupSchema)
  .extend({
    from: timestamp,
    to: timestamp,
    truncated: z
      .boolean()
      .describe(`more happened in the span than is counted: only the latest ${GROUPED_FAILURES} failures are read`),
  })
  .meta({ id: 'ErrorGroupList' })
export type ErrorGroupList = z.infer<typeof errorGroupListSchema>

export const listErrorGroupsQuery = z.strictObject({ ...spanQuery, batch_id: batchId.optional() })
