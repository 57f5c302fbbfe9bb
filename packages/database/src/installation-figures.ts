import type { JobStatus } from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import { WORKER_SILENT_MS } from './workers.ts'

/** How much there is of everything, of all projects together. */
export type InstallationFigures = Readonly<Record<JobStatus, number>> & {
  /** How long the job that has waited longest for its first slot has done so; 0 when none waits. */
  readonly longestWaitSeconds: number
  readonly accountsOk: number
  readonly accountsBlocked: number
  readonly slotsTaken: number
  readonly slots: number
  readonly workersAlive: number
}

/** Of so many batches with queued jobs, the oldest ones, it is looked how long their jobs wait. */
const BATCHES_LOOKED_AT = 1_000

/**
 * Statuses are counted in the batches, which are far fewer than their jobs. What was paused, or waits for a time of its
 * own, is not what waits for a slot.
 */
export async function readFigures(db: Queryable): Promise<InstallationFigures> {
  const { rows } = await db.query<Row & InstallationFigures>(
    `SELECT jobs.*, accounts.*, waits.*, workers.* FROM
       (SELECT COALESCE(sum(queued), 0)::int AS queued, COALESCE(sum(running), 0)::int AS running,
          COALESCE(sum(blocked), 0)::int AS blocked, COALESCE(sum(completed), 0)::int AS completed,
          COALESCE(sum(failed), 0)::int AS failed, COALESCE(sum(canceled), 0)::int AS canceled FROM batches) jobs,
       (SELECT count(*) FILTER (WHERE blocked IS NULL)::int AS "accountsOk",
          count(*) FILTER (WHERE blocked IS NOT NULL)::int AS "accountsBlocked",
          COALESCE(sum(active_jobs), 0)::int AS "slotsTaken", COALESCE(sum(max_active_jobs), 0)::int AS slots
        FROM accounts) accounts,
       (SELECT COALESCE(extract(epoch FROM max(now() - GREATEST(j.created_at, b.scheduled_at))), 0)::float AS "longestWaitSeconds"
        FROM (SELECT id, scheduled_at FROM batches WHERE queued > 0 AND paused_at IS NULL AND NOT is_scheduled
              ORDER BY id LIMIT $2) b
        CROSS JOIN LATERAL (SELECT created_at FROM jobs
          WHERE batch_id = b.id AND status = 'queued' AND attempts = 0 ORDER BY id LIMIT 1) j) waits,
       (SELECT count(*)::int AS "workersAlive" FROM workers WHERE seen_at > now() - $1 * interval '1 ms') workers`,
    [WORKER_SILENT_MS, BATCHES_LOOKED_AT],
  )
  const [figures] = rows
  if (figures === undefined) throw new Error('sums are always one row')
  return figures
}
