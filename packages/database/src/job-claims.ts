import type { PendingWakeUp } from './admission.ts'
import type { Queryable, Row } from './connection.ts'
import type { Job } from './jobs.ts'
import { fromRow } from './rows.ts'

/** A wake-up that comes up to this much early still counts: queue and database read different clocks. */
const EARLY_MS = 1_000

/**
 * Takes a job for one worker. Null when there is nothing to do: it ended, it is not due yet, or another worker has it.
 * All times are the database's, so that a worker's clock cannot steal or lose a lease.
 */
export async function claimJob(
  db: Queryable,
  claim: { jobId: string; leaseToken: string; leaseMs: number },
): Promise<Job | null> {
  const { rows } = await db.query<Row>(
    `UPDATE jobs SET lease_token = $2, lease_expires_at = now() + $3 * interval '1 ms'
     WHERE id = $1 AND status IN ('running', 'blocked') AND wake_at <= now() + $4 * interval '1 ms'
       AND (lease_token IS NULL OR lease_expires_at < now())
     RETURNING *`,
    [claim.jobId, claim.leaseToken, claim.leaseMs, EARLY_MS],
  )
  return rows[0] === undefined ? null : fromRow<Job>(rows[0])
}

/** False when the lease is no longer ours: whatever is being done must stop. */
export async function renewLease(
  db: Queryable,
  claim: { jobId: string; leaseToken: string; leaseMs: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE jobs SET lease_expires_at = now() + $3 * interval '1 ms' WHERE id = $1 AND lease_token = $2`,
    [claim.jobId, claim.leaseToken, claim.leaseMs],
  )
  return rowCount === 1
}

const toWakeUp = (row: Row & { id: string; wake_number: number }): PendingWakeUp => ({
  jobId: row.id,
  wakeNumber: row.wake_number,
})

/** Jobs whose wake-up is overdue: it was lost, or nobody answered it. Oldest first, each under a new number. */
export async function takeOverdueWakeUps(db: Queryable, overdueMs: number, limit: number): Promise<PendingWakeUp[]> {
  const { rows } = await db.query<Row & { id: string; wake_number: number }>(
    `UPDATE jobs SET wake_number = wake_number + 1, wake_at = now()
     WHERE id IN (
       SELECT id FROM jobs WHERE wake_at < now() - $1 * interval '1 ms' AND lease_token IS NULL
         AND status IN ('running', 'blocked')
       ORDER BY wake_at LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING id, wake_number`,
    [overdueMs, limit],
  )
  return rows.map(toWakeUp)
}

/** Jobs whose worker went silent: their lease is taken away, which fences its late writes, and they are due again. */
export async function takeExpiredLeases(db: Queryable, limit: number): Promise<PendingWakeUp[]> {
  const { rows } = await db.query<Row & { id: string; wake_number: number }>(
    `UPDATE jobs SET lease_token = NULL, lease_expires_at = NULL, wake_number = wake_number + 1, wake_at = now()
     WHERE id IN (
       SELECT id FROM jobs WHERE lease_token IS NOT NULL AND lease_expires_at < now()
       ORDER BY lease_expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING id, wake_number`,
    [limit],
  )
  return rows.map(toWakeUp)
}
