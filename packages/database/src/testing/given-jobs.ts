import { type JobErrorCode, type Stage, toJobError } from '@nemo-batch/domain'
import { createBatch, type NewBatch } from '../batch-intake.ts'
import type { Database, Row } from '../connection.ts'
import { claimJob } from '../job-claims.ts'
import { type JobRecord, type Lease, moveJob } from '../job-moves.ts'
import type { NewJob } from '../new-jobs.ts'

const LEASE_MS = 60_000

const URL_MEDIA = { fileId: null, sourceUrl: 'https://shop.example/a.jpg', filename: 'a.jpg' }

/** A job as callers ask for it. */
export const newJob = (some: Partial<NewJob> = {}, steps = 1): NewJob => ({
  reference: null,
  language: 'en',
  priority: 1,
  output: { format: 'mp4', quality: 'high' },
  onSessionLost: 'restart',
  metadata: {},
  steps: Array.from({ length: steps }, () => ({ instruction: 'make a video', render: true, media: [URL_MEDIA] })),
  ...some,
})

export async function* inChunks(...chunks: (readonly NewJob[])[]): AsyncGenerator<readonly NewJob[]> {
  yield* chunks
}

/** A batch as callers make it. */
export async function givenBatch(
  db: Database,
  accountId: string,
  jobs: number | readonly NewJob[],
  { stepsPerJob = 1, ...asked }: Partial<NewBatch> & { readonly stepsPerJob?: number } = {},
): Promise<{ batchId: string; jobIds: string[] }> {
  const fields = { projectId: 'proj_default', accountId, name: 'test', metadata: {}, defaults: {} }
  const batch = { ...fields, isOpen: false, scheduledAt: null }
  const asks = typeof jobs === 'number' ? Array.from({ length: jobs }, () => newJob({}, stepsPerJob)) : jobs
  const { batchId } = await db.transaction((tx) => createBatch(tx, { ...batch, ...asked }, inChunks(asks)))
  return { batchId, jobIds: await jobIdsOf(db, batchId) }
}

/** In the order of the batch. */
async function jobIdsOf(db: Database, batchId: string): Promise<string[]> {
  const { rows } = await db.query<Row>('SELECT id FROM jobs WHERE batch_id = $1 ORDER BY position', [batchId])
  return rows.map(({ id }) => id)
}

/** What a worker holds of a running job; null when it is another's, or not due. */
export async function hold(db: Database, jobId: string): Promise<Lease | null> {
  const job = await claimJob(db, { jobId, leaseToken: `lease_${jobId}`, leaseMs: LEASE_MS })
  return job === null ? null : { job, token: `lease_${jobId}`, leaseMs: LEASE_MS }
}

/** Ends a running job as a worker does. */
export async function failJob(
  db: Database,
  jobId: string,
  failure: { code: JobErrorCode; stage: Stage; stepIndex?: number; message?: string },
  record: JobRecord = {},
): Promise<void> {
  const lease = await hold(db, jobId)
  if (lease === null) throw new Error(`${jobId} cannot be held`)
  const { code, stage, stepIndex = 0, message = 'what happened' } = failure
  const error = toJobError({ code, message, billed: true }, stage)
  await moveJob(
    db,
    lease,
    { status: 'running', stepIndex },
    { status: 'failed', stage, stepIndex, error, wakeDelayMs: null },
    { ...record, events: [{ type: 'job.failed', data: { error } }] },
  )
}
