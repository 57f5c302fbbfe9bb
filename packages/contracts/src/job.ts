import { BLOCK_REASONS, JOB_ERROR_CODES, JOB_STATUSES, STAGES } from '@nemo-batch/domain'
import { z } from 'zod'
import { listOf, pageQuery } from './list.ts'
import { MAX_REFERENCE_CHARS } from './new-job.ts'
import { batchId, fileId, jobId, text, timestamp } from './text.ts'

export const videoSchema = z
  .object({
    file_id: fileId,
    url: z.url().describe('signed; no key is needed until it expires'),
    bytes: z.int(),
    sha256: z.string(),
    duration_ms: z.int().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
  })
  .meta({ id: 'Video' })
export type Video = z.infer<typeof videoSchema>

export const timelineSchema = z
  .object({
    summary: z.string(),
    duration_ms: z.int(),
    tracks: z.array(
      z
        .object({
          type: z.string(),
          name: z.string().nullish(),
          segments: z.array(z.object({ start_ms: z.int(), end_ms: z.int(), name: z.string().nullish() }).loose()),
        })
        .loose(),
    ),
  })
  .loose()
  .meta({ id: 'Timeline' })

/** A job's own: the last step's that has one. */
export const jobTimelineSchema = timelineSchema.extend({ step_index: z.int() }).meta({ id: 'JobTimeline' })

export const jobErrorSchema = z
  .object({
    code: z.enum(JOB_ERROR_CODES),
    message: z.string(),
    action: z.string().describe('what to do about it'),
    nemo_code: z.int().nullable(),
    stage: z.enum(STAGES).nullable(),
    retryable: z.boolean(),
    billed: z.union([z.boolean(), z.literal('unknown')]).describe('whether credits were spent'),
    fix_by: z.enum(['caller', 'operator', 'provider']),
  })
  .meta({ id: 'JobError' })

export const blockedSchema = z
  .object({ reason: z.enum(BLOCK_REASONS), message: z.string(), action_url: z.string().nullable() })
  .meta({ id: 'Blocked' })
export type Blocked = z.infer<typeof blockedSchema>

const warningSchema = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Warning' })

export const MEDIA_STATUSES = ['pending', 'uploading', 'uploaded', 'failed'] as const
export const STEP_STATUSES = ['pending', 'running', 'completed', 'failed'] as const

const mediaSchema = z.object({
  file_id: fileId.nullable(),
  source_url: z.string().nullable(),
  filename: z.string().nullable(),
  status: z.enum(MEDIA_STATUSES),
})

const stepSchema = z.object({
  index: z.int(),
  instruction: z.string(),
  render: z.boolean(),
  status: z.enum(STEP_STATUSES),
  media: z.array(mediaSchema).describe('what this step brought itself; the first step has the media of the job'),
  reply: z
    .string()
    .nullable()
    .describe(
      'what NEMO said, less its directions for a screen; what it changed, when it said nothing; null while neither is known',
    ),
  changes: z.array(z.string()),
  timeline: timelineSchema.nullable(),
  video: videoSchema.nullable(),
})

export const jobSchema = z
  .object({
    id: jobId,
    object: z.literal('job'),
    batch_id: batchId,
    reference: z.string().nullable(),
    status: z.enum(JOB_STATUSES),
    stage: z.enum(STAGES).nullable(),
    progress: z.int().min(0).max(100).describe('100 exactly when completed'),
    priority: z.enum(['low', 'normal', 'high']),
    language: z.string(),
    output: z.object({ format: z.string(), quality: z.string() }),
    media: z.array(mediaSchema),
    steps: z.array(stepSchema),
    video: videoSchema.nullable().describe("the last rendered step's"),
    timeline: timelineSchema.nullable().describe("the last step's"),
    error: jobErrorSchema.nullable(),
    blocked: blockedSchema.nullable(),
    warnings: z.array(warningSchema).describe('what the job was told of, without stopping for it'),
    credits: z.object({ spent: z.int() }),
    attempts: z.int(),
    nemo: z.object({
      session_id: z.string().nullable(),
      task_id: z.string().nullable(),
      claim_url: z.string().nullable(),
      render_id: z.string().nullable(),
    }),
    metadata: z.record(z.string(), z.unknown()),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    completed_at: timestamp.nullable(),
    links: z.object({ self: z.string(), batch: z.string(), events: z.string() }),
  })
  .meta({ id: 'Job' })
export type Job = z.infer<typeof jobSchema>

export const jobListSchema = listOf(jobSchema)

const reference = text(1, MAX_REFERENCE_CHARS)
export const listBatchJobsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(JOB_STATUSES).optional(),
  reference: reference.optional(),
})
export const listJobsQuery = listBatchJobsQuery.extend({
  batch_id: z.string().max(100).optional(),
  error_code: z.enum(JOB_ERROR_CODES).optional(),
  q: text(1, 200)
    .optional()
    .describe('finds jobs that hold it, in any case, in reference, metadata, an instruction or the error'),
})
