import type { Queryable, Row } from './connection.ts'

/** A worker that was not seen for this long counts as gone. */
export const WORKER_SILENT_MS = 30_000

export async function reportWorker(db: Queryable, worker: { id: string; version: string }): Promise<void> {
  await db.query(`INSERT INTO workers (id, version) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET seen_at = now()`, [
    worker.id,
    worker.version,
  ])
}

export async function forgetWorker(db: Queryable, workerId: string): Promise<void> {
  await db.query(`DELETE FROM workers WHERE id = $1 OR seen_at < now() - interval '1 day'`, [workerId])
}

export async function countLiveWorkers(db: Queryable): Promise<number> {
  const { rows } = await db.query<Row & { alive: number }>(
    `SELECT count(*)::int AS alive FROM workers WHERE seen_at > now() - $1 * interval '1 ms'`,
    [WORKER_SILENT_MS],
  )
  return rows[0]?.alive ?? 0
}
