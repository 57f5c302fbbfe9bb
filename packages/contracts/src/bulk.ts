import { GROUPED_FAILURES } from '@nemo-batch/domain'
import { z } from 'zod'
import { errorGroupId } from './error-group.ts'
import { type Fault, faultAt, toFaults } from './fault.ts'
import { batchJobFilter } from './job-row.ts'
import { batchId, jobId } from './text.ts'
import { readSpan, spanBody, type TimeSpan } from './time-span.ts'

export const MAX_CHOSEN_JOBS = 1_000

const dryRun = { dry_run: z.boolean().optional().describe('tells what would be done and does nothing') }

const byIds = z.strictObject({
  job_ids: z.array(jobId).min(1).max(MAX_CHOSEN_JOBS).describe('what is unknown counts as skipped'),
  ...dryRun,
})
const byBatch = z.strictObject({ batch_id: batchId, ...batchJobFilter, ...dryRun })
const byErrorGroup = z.strictObject({
  error_group: errorGroupId.describe(
    `its jobs that still stand failed with a failure of the span, among the latest ${GROUPED_FAILURES} there`,
  ),
  ...spanBody,
  ...dryRun,
})

/** Many jobs at once: named, or of a batch, or of an error group. */
export const bulkSelectionSchema = z.union([byIds, byBatch, byErrorGroup]).meta({ id: 'BulkSelection' })
export type BulkSelection = z.infer<typeof bulkSelectionSchema>

const answer = {
  action: z.enum(['retry', 'cancel']),
  jobs: z.int().min(0).describe('that are, or would be, sent back to the queue or canceled'),
  skipped: z.int().min(0).describe('chosen, and in no state for it, or unknown'),
  credits: z
    .int()
    .min(0)
    .describe('retry: what these would still have to pay, by the price list; cancel: what they have spent for nothing'),
}
export const bulkEstimateSchema = z
  .object({ object: z.literal('bulk_estimate'), ...answer })
  .meta({ id: 'BulkEstimate' })
export const bulkResultSchema = z.object({ object: z.literal('bulk_result'), ...answer }).meta({ id: 'BulkResult' })
export const bulkAnswerSchema = z.union([bulkResultSchema, bulkEstimateSchema])
export type BulkAnswer = z.infer<typeof bulkAnswerSchema>

/** A selection that has its form right. */
export type ReadSelection =
  | { readonly by: 'ids'; readonly jobIds: readonly string[] }
  | ({ readonly by: 'batch' } & Omit<z.infer<typeof byBatch>, 'dry_run'>)
  | { readonly by: 'error_group'; readonly id: string; readonly span: TimeSpan }

export type BulkReading =
  | { readonly selection: ReadSelection; readonly isDryRun: boolean }
  | { readonly faults: Fault[] }

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads the form that the body names first; so that what is wrong is told of that one. */
export function readBulk(raw: unknown, now: Date): BulkReading {
  if (isObject(raw) && 'job_ids' in raw) {
    const parsed = byIds.safeParse(raw)
    if (!parsed.success) return { faults: toFaults(parsed.error) }
    const { job_ids: jobIds, dry_run: isDryRun = false } = parsed.data
    return { selection: { by: 'ids', jobIds: [...new Set(jobIds)] }, isDryRun }
  }
  if (isObject(raw) && 'batch_id' in raw) {
    const parsed = byBatch.safeParse(raw)
    if (!parsed.success) return { faults: toFaults(parsed.error) }
    const { dry_run: isDryRun = false, ...filter } = parsed.data
    return { selection: { by: 'batch', ...filter }, isDryRun }
  }
  if (isObject(raw) && 'error_group' in raw) {
    const parsed = byErrorGroup.safeParse(raw)
    if (!parsed.success) return { faults: toFaults(parsed.error) }
    const { error_group: id, dry_run: isDryRun = false, ...asked } = parsed.data
    const span = readSpan(asked, now)
    return 'path' in span ? { faults: [span] } : { selection: { by: 'error_group', id, span }, isDryRun }
  }
  const what = 'One of `job_ids`, `batch_id` and `error_group` has to say which jobs are meant'
  return { faults: [faultAt([], isObject(raw) ? 'required' : 'invalid_type', what)] }
}
