import { type JobErrorCode, type Stage, toJobError } from '@nemo-batch/domain'
import { createBatch } from '../batch-intake.ts'
import type { Database } from '../connection.ts'
import { claimJob } from '../job-claims.ts'
import { type JobRecord, type Lease, moveJob } from '../job-moves.ts'

const LEASE_MS = 60_000

/** A batch as callers make it. */
export const givenBatch = (db: Database, accountId: string, jobs: number, stepsPerJob = 1) =>
  db.transaction((tx) =>
    createBatch(tx, {
      projectId: 'proj_default',
      accountId,
      name: 'test',
      metadata: {},
      jobs: Array.from({ length: jobs }, () => ({
        reference: null,
        language: 'en',
        priority: 1,
        output: { format: 'mp4', quality: 'high' },
        onSessionLost: 'restart',
        metadata: {},
        steps: Array.from({ length: stepsPerJob }, () => ({
          instruction: 'make a video',
          render: true,
          media: [{ fileId: null, sourceUrl: 'https://shop.example/a.jpg', filename: 'a.jpg' }],
        })),
      })),
    }),
  )

/** What a worker holds of a running job; null when it is another's, or not due. */
export async function hold(db: Database, jobId: string): Promise<Lease | null> {
  const job = await claimJob(db, { jobId, leaseToken: `lease_${jobId}`, leaseMs: LEASE_MS })
  return job === null ? null : { job, token: `lease_${jobId}`, leaseMs: LEASE_MS }
}

/** Ends a running job as a worker does. */
export async function failJob(
  db: Database,
  jobId: string,
  failure: { code: JobErrorCode; stage: Stage; stepIndex?: number },
  record: JobRecord = {},
): Promise<void> {
  const lease = await hold(db, jobId)
  if (lease === null) throw new Error(`${jobId} cannot be held`)
  const { code, stage, stepIndex = 0 } = failure
  const error = toJobError({ code, message: 'what happened', billed: true }, stage)
  await moveJob(
    db,
    lease,
    { status: 'running', stepIndex },
    { status: 'failed', stage, stepIndex, error, wakeDelayMs: null },
    { ...record, events: [{ type: 'job.failed', data: { error } }] },
  )
}
