import type { Queryable, Row } from './connection.ts'
import type { JobBlock } from './jobs.ts'

/** A slowed account gets one level of its slots back after so long without another 429. */
const RATE_RECOVERY_S = 60

/** How far an account is slowed now, from what was written at its last 429. */
export const RATE_LEVEL_NOW = `GREATEST(0, rate_level - COALESCE(
  floor(extract(epoch FROM now() - rate_limited_at) / ${RATE_RECOVERY_S})::int, rate_level))`

/**
 * The account's row, locked. Every transaction that changes the status of a job takes this lock first, then rows of
 * batches, then rows of jobs: so none waits for another in a circle, and events are numbered in the order of commits.
 * Jobs that are being taken in only refer to the account until all of them are written; then they are counted in its turn.
 */
export async function lockAccount(
  tx: Queryable,
  accountId: string,
): Promise<{ readonly blocked: JobBlock | null; readonly free: number } | null> {
  const { rows } = await tx.query<Row & { blocked: JobBlock | null; free: number }>(
    // a row lock alone would let a transaction get its number before its turn
    `WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended($1, 0)))
     SELECT blocked, CASE WHEN paused_until > now() THEN 0
       ELSE GREATEST(1, max_active_jobs >> LEAST(${RATE_LEVEL_NOW}, 30)) - active_jobs END AS free
     FROM accounts, turn WHERE id = $1 FOR NO KEY UPDATE OF accounts`,
    [accountId],
  )
  return rows[0] ?? null
}
