import type { Queryable, Row } from './connection.ts'

/** Old jobs say little about the next ones. */
const LATEST_JOBS = 100

/**
 * How long a step of the latest completed jobs took, from the job's start to its end; null when there are none. A job that
 * was taken up again says nothing: who knows how long it lay.
 */
export async function medianStepMs(db: Queryable, projectId: string): Promise<number | null> {
  const { rows } = await db.query<Row & { ms: number | null }>(
    `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY taken.ms / taken.steps)::float AS ms FROM (
       SELECT extract(epoch FROM completed_at - started_at) * 1000 AS ms,
         (SELECT count(*) FROM job_steps s WHERE s.job_id = j.id) AS steps
       FROM jobs j WHERE project_id = $1 AND status = 'completed' AND started_at IS NOT NULL AND attempts <= 1
       ORDER BY id DESC LIMIT ${LATEST_JOBS}
     ) taken WHERE taken.steps > 0`,
    [projectId],
  )
  return rows[0]?.ms ?? null
}
