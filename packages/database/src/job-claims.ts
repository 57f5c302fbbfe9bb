import type { PendingWakeUp } from './admission.ts'
import type { Queryable, Row } from './connection.ts'
import type { Job } from './jobs.ts'
import { fromRow } from './rows.ts'

/** A wake-up that comes up to this much early still counts: queue and database read different clocks. */
const EARLY_MS = 1_000
/** Something that was written this far in the future was written before the clock was set back. */
const CLOCK_SLACK_MS = 5_000

export type JobClaim = { readonly jobId: string; readonly leaseToken: string; readonly leaseMs: number }
export type ClaimedJob = Job & { readonly isPaused: boolean }

/**
 * Takes a job for one worker. Null when there is nothing to do: it ended, it is not due yet, or a worker has it. A lease
 * that ran out is not taken here: that is the sweep's, which looks twice.
 * All times are the database's, so that a worker's clock cannot steal or lose a lease.
 */
export async function claimJob(db: Queryable, claim: JobClaim): Promise<ClaimedJob | null> {
  const { rows } = await db.query<Row>(
    `UPDATE jobs SET lease_token = $2, lease_expires_at = now() + $3 * interval '1 ms', lease_set_at = now()
     FROM batches b
     WHERE jobs.id = $1 AND b.id = jobs.batch_id AND jobs.status = 'running' AND lease_token IS NULL
       AND wake_at <= now() + $4 * interval '1 ms'
     RETURNING jobs.*, b.paused_at IS NOT NULL AS is_paused`,
    [claim.jobId, claim.leaseToken, claim.leaseMs, EARLY_MS],
  )
  return rows[0] === undefined ? null : fromRow<ClaimedJob>(rows[0])
}

export type HeldLease = { readonly jobId: string; readonly token: string }
export type LeaseState = HeldLease & { readonly isOurs: boolean; readonly isCancelRequested: boolean }

/**
 * Renews many leases in one statement and tells of each whether it is still ours. A row that another transaction holds
 * at the moment is left for the next time.
 */
export async function renewLeases(
  db: Queryable,
  leases: readonly HeldLease[],
  leaseMs: number,
): Promise<readonly LeaseState[]> {
  if (leases.length === 0) return []
  const ids = leases.map((lease) => lease.jobId)
  const tokens = leases.map((lease) => lease.token)
  await db.query(
    `UPDATE jobs SET lease_expires_at = now() + $3 * interval '1 ms', lease_set_at = now()
     WHERE id IN (
       SELECT j.id FROM unnest($1::text[], $2::text[]) AS held (id, token)
       JOIN jobs j ON j.id = held.id AND j.lease_token = held.token
       FOR UPDATE OF j SKIP LOCKED)`,
    [ids, tokens, leaseMs],
  )
  const { rows } = await db.query<Row & { id: string; lease_token: string | null; is_cancel_requested: boolean }>(
    `SELECT id, lease_token, cancel_requested_at IS NOT NULL AS is_cancel_requested FROM jobs WHERE id = ANY($1)`,
    [ids],
  )
  const found = new Map(rows.map((row) => [row.id, row]))
  return leases.map((lease) => {
    const row = found.get(lease.jobId)
    return {
      ...lease,
      isOurs: row?.lease_token === lease.token,
      isCancelRequested: row?.is_cancel_requested === true,
    }
  })
}

/** Gives a lease back without a move; the job is due again after `delayMs`. Nothing happens if it is not ours any more. */
export async function dropLease(db: Queryable, lease: HeldLease, delayMs: number): Promise<void> {
  await db.query(
    `UPDATE jobs SET lease_token = NULL, lease_expires_at = NULL, wake_at = now() + $3 * interval '1 ms', wake_set_at = now()
     WHERE id = $1 AND lease_token = $2`,
    [lease.jobId, lease.token, delayMs],
  )
}

const toWakeUp = (row: Row & { id: string; wake_number: number }): PendingWakeUp => ({
  jobId: row.id,
  wakeNumber: row.wake_number,
})

/**
 * Jobs whose wake-up is overdue: it was lost, or nobody answered it, or the clock was set back since it was written.
 * Oldest first, each under a new number.
 */
export async function takeOverdueWakeUps(db: Queryable, overdueMs: number, limit: number): Promise<PendingWakeUp[]> {
  const { rows } = await db.query<Row & { id: string; wake_number: number }>(
    `UPDATE jobs SET wake_number = wake_number + 1, wake_at = now(), wake_set_at = now()
     WHERE id IN (
       SELECT id FROM jobs WHERE wake_at IS NOT NULL AND lease_token IS NULL AND status = 'running'
         AND (wake_at < now() - $1 * interval '1 ms' OR wake_set_at > now() + $3 * interval '1 ms')
       ORDER BY wake_at LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING id, wake_number`,
    [overdueMs, limit, CLOCK_SLACK_MS],
  )
  return rows.map(toWakeUp)
}

/** Leases that ran out, oldest first. One that was written in the future is cut to its proper length first. */
export async function findExpiredLeases(db: Queryable, leaseMs: number, limit: number): Promise<HeldLease[]> {
  await db.query(
    `UPDATE jobs SET lease_expires_at = now() + $1 * interval '1 ms', lease_set_at = now()
     WHERE id IN (
       SELECT id FROM jobs WHERE lease_token IS NOT NULL AND lease_set_at > now() + $2 * interval '1 ms'
       FOR UPDATE SKIP LOCKED)`,
    [leaseMs, CLOCK_SLACK_MS],
  )
  const { rows } = await db.query<Row & { id: string; lease_token: string }>(
    `SELECT id, lease_token FROM jobs WHERE lease_token IS NOT NULL AND lease_expires_at < now()
     ORDER BY lease_expires_at LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({ jobId: row.id, token: row.lease_token }))
}

/** Takes leases that ran out away, which fences the late writes of the workers that had them; the jobs are due again. */
export async function takeLeases(db: Queryable, leases: readonly HeldLease[]): Promise<PendingWakeUp[]> {
  const { rows } = await db.query<Row & { id: string; wake_number: number }>(
    `UPDATE jobs SET lease_token = NULL, lease_expires_at = NULL, wake_number = wake_number + 1,
       wake_at = CASE WHEN status = 'running' THEN now() END, wake_set_at = now()
     WHERE id IN (
       SELECT j.id FROM unnest($1::text[], $2::text[]) AS held (id, token)
       JOIN jobs j ON j.id = held.id AND j.lease_token = held.token AND j.lease_expires_at < now()
       FOR UPDATE OF j SKIP LOCKED)
     RETURNING id, wake_number`,
    [leases.map((lease) => lease.jobId), leases.map((lease) => lease.token)],
  )
  return rows.map(toWakeUp)
}
