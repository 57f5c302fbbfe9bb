import { lockAccount } from './account-lock.ts'
import { countMove, MAY_BEGIN } from './batch-counts.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { appendEventEach } from './event-log.ts'
import type { JobBlock } from './jobs.ts'

/** Jobs that one transaction moves at most; sweeps come again for the rest. */
const CHUNK = 500

type Moved = Row & { id: string; project_id: string; batch_id: string; last_seq: number }

/** Reasons that lie with the account, not with the batch. */
const ACCOUNT_REASONS = ['credits_exhausted', 'plan_required', 'credentials_rejected']

/**
 * Writes that an account cannot go on, inside the move that blocks the job which found it out. The first reason stays
 * until it is resolved.
 * @param checkAfterMs when to look by ourselves whether the cause is gone; null: only a person can tell
 */
export async function blockAccount(
  tx: Queryable,
  accountId: string,
  blocked: JobBlock,
  checkAfterMs: number | null,
): Promise<void> {
  await tx.query(
    `UPDATE accounts SET blocked = $2, blocked_at = now(), check_at = now() + $3 * interval '1 ms'
     WHERE id = $1 AND blocked IS NULL`,
    [accountId, JSON.stringify(blocked), checkAfterMs],
  )
}

/** Shows queued jobs of a blocked account as blocked. Called under the account's lock. */
export async function blockQueuedJobs(tx: Queryable, accountId: string, blocked: JobBlock): Promise<void> {
  const { rows } = await tx.query<Moved>(
    `UPDATE jobs SET status = 'blocked', blocked = $2, last_seq = last_seq + 1
     WHERE id IN (
       SELECT q.id FROM batches b JOIN jobs q ON q.batch_id = b.id AND q.status = 'queued'
       WHERE b.account_id = $1 AND ${MAY_BEGIN}
       ORDER BY b.id, q.priority DESC, q.position LIMIT ${CHUNK})
     RETURNING id, project_id, batch_id, last_seq`,
    [accountId, JSON.stringify(blocked)],
  )
  await tellEach(tx, rows, 'queued', 'blocked', { type: 'job.blocked', data: blocked })
}

/** What a person does: the account may go on. With a `reason`, only what blocks it for that. False when nothing did. */
export async function unblockAccount(
  db: Queryable,
  accountId: string,
  reason: JobBlock['reason'] | null = null,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE accounts SET blocked = NULL, blocked_at = NULL, check_at = NULL
     WHERE id = $1 AND blocked IS NOT NULL AND ($2::text IS NULL OR blocked->>'reason' = $2)`,
    [accountId, reason],
  )
  return rowCount === 1
}

/**
 * Sends jobs that waited for their account back to the queue, each to the stage it was in; at most 500 a call.
 * @returns how many; fewer than 500 when none is left
 */
export const releaseBlockedJobs = (db: Database, accountId: string): Promise<number> =>
  db.transaction(async (tx) => {
    const account = await lockAccount(tx, accountId)
    if (account === null || account.blocked !== null) return 0
    const { rows } = await tx.query<Moved>(
      `UPDATE jobs SET status = 'queued', blocked = NULL, stage_tries = 0, last_seq = last_seq + 1
       WHERE id IN (
         SELECT q.id FROM batches b JOIN jobs q ON q.batch_id = b.id AND q.status = 'blocked'
         WHERE b.account_id = $1 AND b.blocked > 0 AND q.blocked->>'reason' = ANY($2)
         ORDER BY b.id, q.priority DESC, q.position LIMIT ${CHUNK})
       RETURNING id, project_id, batch_id, last_seq`,
      [accountId, ACCOUNT_REASONS],
    )
    await tellEach(tx, rows, 'blocked', 'queued', { type: 'job.unblocked' })
    return rows.length
  })

async function tellEach(
  tx: Queryable,
  jobs: readonly Moved[],
  from: 'queued' | 'blocked',
  to: 'queued' | 'blocked',
  event: { type: string; data?: Readonly<Record<string, unknown>> },
): Promise<void> {
  await appendEventEach(
    tx,
    jobs.map((job) => ({ projectId: job.project_id, batchId: job.batch_id, jobId: job.id, seq: job.last_seq })),
    event,
  )
  const perBatch = Map.groupBy(jobs, (job) => job.batch_id)
  for (const batchId of [...perBatch.keys()].sort())
    await countMove(tx, batchId, from, to, perBatch.get(batchId)?.length ?? 0)
}

/** Accounts that are no longer blocked while jobs still wait for them. */
export async function accountsToRelease(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string }>(
    `SELECT DISTINCT b.account_id AS id FROM batches b JOIN accounts a ON a.id = b.account_id AND a.blocked IS NULL
     WHERE b.blocked > 0 AND EXISTS (
       SELECT 1 FROM jobs j WHERE j.batch_id = b.id AND j.status = 'blocked' AND j.blocked->>'reason' = ANY($1))`,
    [ACCOUNT_REASONS],
  )
  return rows.map((row) => row.id)
}

/**
 * Accounts whose balance is due for a look, because they wait for it or because somebody asked; taking one puts off its
 * next look, so that one worker has it.
 */
export async function takeAccountsToCheck(db: Queryable, intervalMs: number): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string }>(
    `UPDATE accounts SET check_at = now() + $1 * interval '1 ms'
     WHERE id IN (SELECT id FROM accounts WHERE check_at <= now() FOR UPDATE SKIP LOCKED)
     RETURNING id`,
    [intervalMs],
  )
  return rows.map((row) => row.id)
}

/** The balance as the provider told it. An account that does not wait for credits is not looked at again by itself. */
export async function saveCredits(
  db: Queryable,
  accountId: string,
  credits: { readonly available: number; readonly frozen: number; readonly total: number },
): Promise<void> {
  await db.query(
    `UPDATE accounts SET credits = $2, credits_checked_at = now(),
       check_at = CASE WHEN blocked->>'reason' = 'credits_exhausted' THEN check_at END
     WHERE id = $1`,
    [accountId, JSON.stringify(credits)],
  )
}
