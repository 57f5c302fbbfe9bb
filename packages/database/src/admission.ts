import { blockQueuedJobs } from './account-blocks.ts'
import { lockAccount } from './account-lock.ts'
import { countMove, MAY_BEGIN } from './batch-counts.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { appendEvents } from './event-log.ts'

/** What must be queued so that a worker takes the job up. */
export type PendingWakeUp = { jobId: string; wakeNumber: number; delayMs?: number }

type Admitted = Row & {
  id: string
  project_id: string
  batch_id: string
  stage: string
  step_index: number
  wake_number: number
  last_seq: number
  attempts: number
  is_new_attempt: boolean
}

/**
 * Moves queued jobs to running, as many as their account has free slots, and returns their wake-ups.
 * The highest priority goes first. Among jobs of one priority batches take turns: the one with the fewest running jobs
 * goes first, then the one whose last turn was longest ago, so that a small batch does not wait behind large ones;
 * within a batch by position. On a blocked account they become visibly blocked instead.
 */
export const admitJobs = (db: Database, accountId: string): Promise<PendingWakeUp[]> =>
  db.transaction(async (tx) => {
    const account = await lockAccount(tx, accountId)
    if (account === null) return []
    if (account.blocked !== null) {
      await blockQueuedJobs(tx, accountId, account.blocked)
      return []
    }
    if (account.free <= 0) return []
    const admitted = await takeQueued(tx, accountId, account.free)
    if (admitted.length === 0) return []
    await tx.query('UPDATE accounts SET active_jobs = active_jobs + $2 WHERE id = $1', [accountId, admitted.length])
    for (const job of admitted)
      await appendEvents(tx, { projectId: job.project_id, batchId: job.batch_id, jobId: job.id }, job.last_seq, [
        job.is_new_attempt
          ? { type: 'job.started', data: { attempt: job.attempts } }
          : { type: 'job.stage', data: { stage: job.stage, step_index: job.step_index } },
      ])
    // one order for all, so that two transactions never wait for each other's batch rows
    const perBatch = Map.groupBy(admitted, (job) => job.batch_id)
    for (const batchId of [...perBatch.keys()].sort())
      await countMove(tx, batchId, 'queued', 'running', perBatch.get(batchId)?.length ?? 0)
    return admitted.map((job) => ({ jobId: job.id, wakeNumber: job.wake_number }))
  })

async function takeQueued(tx: Queryable, accountId: string, free: number): Promise<Admitted[]> {
  const { rows } = await tx.query<Admitted>(
    `WITH candidates AS (
       SELECT j.id, j.is_new_attempt, row_number() OVER (ORDER BY j.priority DESC, b.running + j.rank, b.last_turn) AS place
       FROM batches b
       CROSS JOIN LATERAL (
         SELECT q.id, q.priority, NOT q.attempt_started AS is_new_attempt,
           row_number() OVER (ORDER BY q.priority DESC, q.position) AS rank
         FROM jobs q WHERE q.batch_id = b.id AND q.status = 'queued'
         ORDER BY q.priority DESC, q.position LIMIT $2
       ) j
       WHERE b.account_id = $1 AND ${MAY_BEGIN}
       ORDER BY place LIMIT $2
     )
     UPDATE jobs SET status = 'running', stage = COALESCE(jobs.stage, 'session'),
       attempts = attempts + c.is_new_attempt::int, attempt_started = true,
       started_at = COALESCE(started_at, now()), wake_at = now(), wake_set_at = now(), wake_number = wake_number + 1,
       stage_tries = 0, last_seq = last_seq + 1
     FROM candidates c WHERE jobs.id = c.id AND jobs.status = 'queued'
     RETURNING c.is_new_attempt, jobs.id, jobs.project_id, jobs.batch_id, jobs.stage, jobs.step_index,
       jobs.wake_number, jobs.last_seq, jobs.attempts`,
    [accountId, free],
  )
  return rows
}

/** Accounts whose queued jobs could be admitted, or have to be shown as blocked, now. */
export async function accountsToAdmit(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string }>(
    `SELECT a.id FROM accounts a
     WHERE (a.blocked IS NOT NULL OR (a.active_jobs < a.max_active_jobs AND (a.paused_until IS NULL OR a.paused_until <= now())))
       AND EXISTS (SELECT 1 FROM batches b WHERE b.account_id = a.id AND ${MAY_BEGIN})`,
  )
  return rows.map((row) => row.id)
}
