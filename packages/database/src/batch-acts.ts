import type { BatchStatus, JobErrorCode } from '@nemo-batch/domain'
import { type ActOutcome, actOnBatch, type BatchPlace, JOBS_PER_ACT } from './acts.ts'
import { type BatchMark, markBatch } from './batch-counts.ts'
import { askToCancel, cancelWaiting } from './cancel-jobs.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { estimateFailed, type RetryEstimate, retryFailed } from './retry-jobs.ts'

/**
 * Cancels what has not ended of a batch: at once what nobody works on, the rest by its workers within seconds. Asking
 * again is fine, and finishes what a crash left half done. `refused`: it has completed.
 */
export async function cancelBatch(db: Database, place: BatchPlace): Promise<ActOutcome> {
  for (;;) {
    const outcome = await cancelSome(db, place)
    if (outcome !== 'more') return outcome ?? { kind: 'not_found' }
  }
}

const cancelSome = (db: Database, place: BatchPlace): Promise<ActOutcome | 'more' | null> =>
  actOnBatch<ActOutcome | 'more'>(db, place, async (tx, { accountId, batchId }) => {
    const { status } = await lockBatch(tx, batchId)
    if (status === 'completed') return { kind: 'refused' }
    const done = { kind: 'done', accountId } as const
    if (status === 'canceled') return { ...done, wakeUps: [] }
    const jobs = { by: 'batch_id', id: batchId } as const
    // known before the counts change, so that the last of them makes the batch canceled and not completed, and no job
    // is added behind the last
    await tx.query('UPDATE batches SET canceled_at = COALESCE(canceled_at, now()), is_open = false WHERE id = $1', [
      batchId,
    ])
    if ((await cancelWaiting(tx, jobs)) === JOBS_PER_ACT) return 'more'
    await markBatch(tx, batchId, 'canceled')
    return { ...done, wakeUps: (await askToCancel(tx, jobs)).wakeUps }
  })

/** Begins nothing new of a batch until it is resumed. `refused`: it has ended, or is about to because it was canceled. */
export const pauseBatch = (db: Database, place: BatchPlace): Promise<ActOutcome> => mark(db, place, 'paused')

/** Lets a paused batch go on; its jobs are admitted by `admitJobs`. `refused` as for a pause. */
export const resumeBatch = (db: Database, place: BatchPlace): Promise<ActOutcome> => mark(db, place, 'resumed')

/** Takes no more jobs into a batch; with all its jobs ended it has completed. Closing what takes none is fine. */
export const closeBatch = async (db: Database, place: BatchPlace): Promise<Exclude<ActOutcome, { kind: 'refused' }>> =>
  (await actOnBatch<Extract<ActOutcome, { kind: 'done' }>>(db, place, async (tx, { accountId, batchId }) => {
    await markBatch(tx, batchId, 'closed')
    return { kind: 'done', accountId, wakeUps: [] }
  })) ?? { kind: 'not_found' }

const mark = async (db: Database, place: BatchPlace, how: BatchMark): Promise<ActOutcome> =>
  (await actOnBatch<ActOutcome>(db, place, async (tx, { accountId, batchId }) => {
    const batch = await lockBatch(tx, batchId)
    if (batch.is_canceled || batch.status === 'completed') return { kind: 'refused' }
    await markBatch(tx, batchId, how)
    return { kind: 'done', accountId, wakeUps: [] }
  })) ?? { kind: 'not_found' }

type BatchState = { readonly status: BatchStatus; readonly is_canceled: boolean; readonly failed: number }

/** Does not hold up workers, whose moves only refer to the batch while they hold the row of a job. */
async function lockBatch(tx: Queryable, batchId: string): Promise<BatchState> {
  const { rows } = await tx.query<Row & BatchState>(
    `SELECT status, canceled_at IS NOT NULL OR status = 'canceled' AS is_canceled, failed
     FROM batches WHERE id = $1 FOR NO KEY UPDATE`,
    [batchId],
  )
  const [batch] = rows
  if (batch === undefined) throw new Error(`batch ${batchId} does not exist`)
  return batch
}

/** Which failed jobs of a batch: those with these codes, or all. */
export type RetrySelection = { readonly codes?: readonly JobErrorCode[] | undefined }

/**
 * Sends failed jobs of a batch back to the queue, each to where its retry starts. A batch that had ended runs again.
 * `refused`: it is canceled and none of its jobs failed.
 */
export async function retryBatch(db: Database, place: BatchPlace, { codes }: RetrySelection = {}): Promise<ActOutcome> {
  // by id, once through: a job that fails again meanwhile is not taken a second time
  let after = ''
  for (;;) {
    const turn = await actOnBatch(db, place, async (tx, { accountId, batchId }) => {
      const batch = await lockBatch(tx, batchId)
      if (batch.is_canceled && batch.failed === 0) return { accountId, retried: null }
      return { accountId, retried: await retryFailed(tx, { batchId, codes }, after) }
    })
    if (turn === null) return { kind: 'not_found' }
    if (turn.retried === null) return { kind: 'refused' }
    const last = turn.retried.at(-1)
    if (last === undefined || turn.retried.length < JOBS_PER_ACT)
      return { kind: 'done', accountId: turn.accountId, wakeUps: [] }
    after = last
  }
}

/** What {@link retryBatch} would do, and the credits it would cost; null when the project has no such batch. */
export async function estimateRetry(
  db: Queryable,
  { projectId, batchId }: BatchPlace,
  { codes }: RetrySelection = {},
): Promise<RetryEstimate | null> {
  const { rowCount } = await db.query('SELECT 1 FROM batches WHERE id = $1 AND project_id = $2', [batchId, projectId])
  return rowCount === 0 ? null : estimateFailed(db, { batchId, codes })
}
