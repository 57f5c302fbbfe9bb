import type { Queryable, Row } from './connection.ts'
import { fromRow } from './rows.ts'

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

export type WorkerView = {
  readonly id: string
  readonly version: string
  readonly isAlive: boolean
  readonly startedAt: Date
  readonly seenAt: Date
}

/** More are never run; what died and came back under another name may be as many again. */
const WORKERS_LISTED = 200

/** Those that were seen last first; who died without a word stays for a day. */
export async function listWorkers(db: Queryable): Promise<WorkerView[]> {
  const { rows } = await db.query<Row>(
    `SELECT id, version, started_at, seen_at, seen_at > now() - $1 * interval '1 ms' AS is_alive
     FROM workers ORDER BY workers.seen_at DESC, id LIMIT ${WORKERS_LISTED}`,
    [WORKER_SILENT_MS],
  )
  return rows.map(fromRow<WorkerView>)
}
