import { countMove } from './batch-counts.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { appendEvents } from './event-log.ts'

/** What must be queued so that a worker takes the job up. */
export type PendingWakeUp = { jobId: string; wakeNumber: number; delayMs?: number }

type Admitted = Row & {
  id: string
  project_id: string
  batch_id: string
  wake_number: number
  last_seq: number
  attempts: number
  is_first: boolean
}

/**
 * Moves queued jobs to running, as many as their account has free slots, and returns their wake-ups.
 * Batches take turns: the one with the fewest running jobs goes first, so that a small batch does not wait behind a
 * large one; within a batch by priority, then by position.
 */
export const admitJobs = (db: Database, accountId: string): Promise<PendingWakeUp[]> =>
  db.transaction(async (tx) => {
    const free = await freeSlots(tx, accountId)
    if (free <= 0) return []
    const admitted = await takeQueued(tx, accountId, free)
    if (admitted.length === 0) return []
    await tx.query('UPDATE accounts SET active_jobs = active_jobs + $2 WHERE id = $1', [accountId, admitted.length])
    for (const job of admitted)
      await appendEvents(tx, { projectId: job.project_id, batchId: job.batch_id, jobId: job.id }, job.last_seq, [
        job.is_first ? { type: 'job.started', data: { attempt: job.attempts } } : { type: 'job.unblocked', data: {} },
      ])
    // one order for all, so that two admissions never wait for each other's batch rows
    const perBatch = Map.groupBy(admitted, (job) => job.batch_id)
    for (const batchId of [...perBatch.keys()].sort())
      await countMove(tx, batchId, 'queued', 'running', perBatch.get(batchId)?.length ?? 0)
    return admitted.map((job) => ({ jobId: job.id, wakeNumber: job.wake_number }))
  })

/** Locks the account row: admissions of one account go one after another. */
async function freeSlots(tx: Queryable, accountId: string): Promise<number> {
  const { rows } = await tx.query<Row & { free: number }>(
    `SELECT CASE WHEN paused_until > now() THEN 0 ELSE max_active_jobs - active_jobs END AS free
     FROM accounts WHERE id = $1 FOR UPDATE`,
    [accountId],
  )
  return rows[0]?.free ?? 0
}

async function takeQueued(tx: Queryable, accountId: string, free: number): Promise<Admitted[]> {
  const { rows } = await tx.query<Admitted>(
    `WITH candidates AS (
       SELECT j.id, j.is_first, row_number() OVER (ORDER BY j.priority DESC, b.running + j.turn, b.id) AS place
       FROM batches b
       CROSS JOIN LATERAL (
         SELECT q.id, q.priority, q.stage IS NULL AS is_first, row_number() OVER (ORDER BY q.priority DESC, q.position) AS turn
         FROM jobs q WHERE q.batch_id = b.id AND q.status = 'queued'
         ORDER BY q.priority DESC, q.position LIMIT $2
       ) j
       WHERE b.account_id = $1 AND b.queued > 0
       ORDER BY place LIMIT $2
     )
     UPDATE jobs SET status = 'running', stage = COALESCE(jobs.stage, 'session'), attempts = attempts + c.is_first::int,
       started_at = COALESCE(started_at, now()), wake_at = now(), wake_number = wake_number + 1,
       stage_tries = 0, last_seq = last_seq + 1
     FROM candidates c WHERE jobs.id = c.id AND jobs.status = 'queued'
     RETURNING c.is_first, jobs.id, jobs.project_id, jobs.batch_id, jobs.wake_number, jobs.last_seq, jobs.attempts`,
    [accountId, free],
  )
  return rows
}

/** Accounts that could admit something now. */
export async function accountsWithFreeSlots(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string }>(
    `SELECT a.id FROM accounts a
     WHERE a.active_jobs < a.max_active_jobs AND (a.paused_until IS NULL OR a.paused_until <= now())
       AND EXISTS (SELECT 1 FROM batches b WHERE b.account_id = a.id AND b.queued > 0)`,
  )
  return rows.map((row) => row.id)
}
