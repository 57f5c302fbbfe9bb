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
import { text } from './text.ts'

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
  webhook: notYet('webhook', null),
  max_credits: notYet('max_credits', null),
  scheduled_at: notYet('scheduled_at', null),
  reuse: notYet('reuse', null, false),
  pilot: notYet('pilot', null),
  stop_on_failure_rate: notYet('stop_on_failure_rate', null),
  open: notYet('open', null, false),
}

/** Everything of a batch but its jobs, which are parsed one by one so that one bad job does not hide another. */
export const batchEnvelopeSchema = z.strictObject({ ...batchFields, jobs: z.array(z.unknown()) })

export const newBatchSchema = z
  .strictObject({ ...batchFields, jobs: z.array(newJobSchema).min(1) })
  .meta({ id: 'NewBatch' })
export type NewBatch = z.infer<typeof newBatchSchema>

/** Query switches of `POST /v1/batches` that a later version takes. */
export const createBatchQuery = z.strictObject({
  dry_run: notYet('dry_run', 'false'),
  source: notYet('source'),
})
