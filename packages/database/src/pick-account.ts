import type { Queryable, Row } from './connection.ts'

/**
 * The account that a new batch runs on: one that is not blocked before one that is; then the one with the fewest queued
 * and running jobs for each of its slots; then the oldest.
 * @param ofSettings the account that the settings describe; one that they described before is passed over
 * @throws Error when there is no account at all
 */
export async function pickAccount(db: Queryable, ofSettings: string): Promise<string> {
  const { rows } = await db.query<Row & { id: string }>(
    `SELECT a.id FROM accounts a
     LEFT JOIN LATERAL (
       SELECT sum(b.queued) AS queued FROM batches b WHERE b.account_id = a.id AND b.queued > 0
     ) waiting ON true
     WHERE a.id = $1 OR NOT a.is_default
     ORDER BY a.blocked IS NOT NULL, (COALESCE(waiting.queued, 0) + a.active_jobs)::float / a.max_active_jobs,
       a.created_at, a.id
     LIMIT 1`,
    [ofSettings],
  )
  const [account] = rows
  if (account === undefined) throw new Error('there is no account that a batch could run on')
  return account.id
}
