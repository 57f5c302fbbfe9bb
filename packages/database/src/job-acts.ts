import type { JobStatus } from '@nemo-batch/domain'
import { type ActOutcome, actOnJob, type JobPlace } from './acts.ts'
import { askToCancel, cancelWaiting } from './cancel-jobs.ts'
import type { Database, Row } from './connection.ts'
import { retryFailed } from './retry-jobs.ts'

/**
 * Cancels a job: at once when nobody works on it, else by its worker within seconds. Asking again is fine.
 * `refused`: it completed or failed before.
 */
export const cancelJob = async (db: Database, place: JobPlace): Promise<ActOutcome> =>
  (await actOnJob<ActOutcome>(db, place, async (tx, { accountId }) => {
    const job = { by: 'id', ids: [place.jobId] } as const
    if ((await cancelWaiting(tx, job)) > 0) return { kind: 'done', accountId, wakeUps: [] }
    const asked = await askToCancel(tx, job)
    if (asked.count > 0) return { kind: 'done', accountId, wakeUps: asked.wakeUps }
    const { rows } = await tx.query<Row & { status: JobStatus }>('SELECT status FROM jobs WHERE id = $1', [place.jobId])
    return rows[0]?.status === 'canceled' ? { kind: 'done', accountId, wakeUps: [] } : { kind: 'refused' }
  })) ?? { kind: 'not_found' }

/** Sends a failed job back to the queue, to where its retry starts. `refused`: it has not failed. */
export const retryJob = async (db: Database, place: JobPlace): Promise<ActOutcome> =>
  (await actOnJob<ActOutcome>(db, place, async (tx, { accountId }) => {
    const retried = await retryFailed(tx, { jobIds: [place.jobId] })
    return retried.length === 1 ? { kind: 'done', accountId, wakeUps: [] } : { kind: 'refused' }
  })) ?? { kind: 'not_found' }
