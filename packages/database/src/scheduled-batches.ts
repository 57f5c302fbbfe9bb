import { lockAccount } from './account-lock.ts'
import { markBatch } from './batch-counts.ts'
import type { Database, Queryable, Row } from './connection.ts'

export type DueBatch = { readonly batchId: string; readonly accountId: string }

/** Scheduled batches whose time has come by the database's clock, longest due first. */
export async function findDueBatches(db: Queryable, limit: number): Promise<DueBatch[]> {
  const { rows } = await db.query<Row & { id: string; account_id: string }>(
    `SELECT id, account_id FROM batches WHERE is_scheduled AND scheduled_at <= now() ORDER BY scheduled_at, id LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({ batchId: row.id, accountId: row.account_id }))
}

/** Lets a batch that was scheduled go on; its jobs are admitted by `admitJobs`. Doing so twice is fine. */
export const startDueBatch = (db: Database, { batchId, accountId }: DueBatch): Promise<void> =>
  db.transaction(async (tx) => {
    await lockAccount(tx, accountId)
    await markBatch(tx, batchId, 'due')
  })
