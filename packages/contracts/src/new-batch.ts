import { z } from 'zod'
import {
  instructionSchema,
  languageSchema,
  MAX_NAME_CHARS,
  metadataSchema,
  newJobSchema,
  notYet,
  onSessionLostSchema,
  outputSchema,
  PRIORITIES,
} from './new-job.ts'
import { scheduledAtSchema } from './scheduled-at.ts'
import { text } from './text.ts'
import { newBatchWebhookSchema } from './webhook.ts'

/** What a job takes over when it does not say it itself. */
export const jobDefaultsSchema = z.strictObject({
  instruction: instructionSchema.optional(),
  language: languageSchema.optional(),
  priority: z.enum(PRIORITIES).optional(),
  output: outputSchema.optional(),
  on_session_lost: onSessionLostSchema.optional(),
})
export type JobDefaults = z.infer<typeof jobDefaultsSchema>

const batchFields = {
  name: text(1, MAX_NAME_CHARS).nullish(),
  defaults: jobDefaultsSchema.optional(),
  metadata: metadataSchema.optional(),
  webhook: newBatchWebhookSchema
    .nullish()
    .describe('told of this batch and its jobs; its secret is in the answer, once'),
  max_credits: notYet('max_credits', null),
  scheduled_at: scheduledAtSchema.nullish(),
  reuse: notYet('reuse', null, false),
  pilot: notYet('pilot', null),
  stop_on_failure_rate: notYet('stop_on_failure_rate', null),
  open: z.boolean().nullish().describe('takes more jobs until it is closed; jobs start as they arrive'),
}

/** A batch without its jobs, which stand on lines of their own. */
export const batchFieldsSchema = z.strictObject(batchFields)
export type BatchFields = z.infer<typeof batchFieldsSchema>

/** The jobs are read one by one, so that one bad job does not hide another, and memory does not grow with them. */
export const batchEnvelopeSchema = z.strictObject({ ...batchFields, jobs: z.array(z.unknown()).optional() })

export const newBatchSchema = z
  .strictObject({
    ...batchFields,
    jobs: z.array(newJobSchema).optional().describe('at least one, unless the batch is open'),
  })
  .meta({ id: 'NewBatch' })
export type NewBatch = z.infer<typeof newBatchSchema>

/** What stands beside a job that is alone, and in the batch otherwise. */
export const besideJobSchema = z.object({ scheduled_at: batchFields.scheduled_at, webhook: batchFields.webhook })

/** The body of `POST /v1/jobs`: one element of `jobs`, with what is the batch's otherwise. */
export const newSingleJobSchema = newJobSchema.extend(besideJobSchema.shape).meta({ id: 'NewSingleJob' })

/** The body of `POST /v1/batches/:id/jobs`. */
export const addedJobsSchema = z.array(newJobSchema).min(1).describe('with the defaults of the batch')

export const dryRunQuery = z.strictObject({
  dry_run: z
    .enum(['true', 'false'])
    .optional()
    .describe('checks everything, looks at each media URL, and creates nothing'),
})

/** What a CSV has no place for; every other form says it in the batch. */
export const csvFieldsSchema = z.strictObject({
  name: text(1, MAX_NAME_CHARS).optional().describe('CSV only: the name of the batch'),
  instruction: instructionSchema.optional().describe('CSV only: for rows without one'),
  language: languageSchema.optional().describe('CSV only: for rows without one'),
})
export type CsvFields = z.infer<typeof csvFieldsSchema>

export const createBatchQuery = z.strictObject({
  ...dryRunQuery.shape,
  ...csvFieldsSchema.shape,
  source: notYet('source'),
})
