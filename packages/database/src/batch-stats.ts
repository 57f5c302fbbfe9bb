import type { BatchStatus, JobErrorCode } from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import { medianStepMs } from './job-durations.ts'

/** What ended longer ago says little of the pace. */
const PACE_MINUTES = 10
/** A job that ends in the first moments does not tell of hundreds a minute. */
const SHORTEST_PACE_MINUTES = 0.25

export type BatchStats = {
  /** Null when it is not known. */
  readonly estimatedEndAt: Date | null
  /** Null when nothing has ended lately. */
  readonly jobsPerMinute: number | null
  /** Jobs that stand failed, most first. */
  readonly failures: readonly { readonly code: JobErrorCode; readonly jobs: number }[]
}

type Pace = {
  readonly now: Date
  readonly status: BatchStatus
  /** Jobs that have not ended. */
  readonly left: number
  readonly ended_lately: number
  /** Since it started or was resumed, {@link PACE_MINUTES} at most; null: it has not started. */
  readonly minutes: number | null
  readonly slots: number
}

/** How a batch goes on; null when the project has no such batch. */
export async function readBatchStats(db: Queryable, projectId: string, batchId: string): Promise<BatchStats | null> {
  const pace = await readPace(db, projectId, batchId)
  if (pace === null) return null
  const jobsPerMinute =
    pace.ended_lately === 0 || pace.minutes === null
      ? null
      : pace.ended_lately / Math.max(pace.minutes, SHORTEST_PACE_MINUTES)
  const leftMinutes = await minutesLeft(db, { projectId, batchId }, pace, jobsPerMinute)
  return {
    jobsPerMinute,
    estimatedEndAt: leftMinutes === null ? null : new Date(pace.now.getTime() + leftMinutes * 60_000),
    failures: await countFailures(db, batchId),
  }
}

const GOES_ON: readonly BatchStatus[] = ['queued', 'running']

async function minutesLeft(
  db: Queryable,
  place: { readonly projectId: string; readonly batchId: string },
  { status, left, slots }: Pace,
  jobsPerMinute: number | null,
): Promise<number | null> {
  if (!GOES_ON.includes(status) || left === 0) return null
  if (jobsPerMinute !== null) return left / jobsPerMinute
  const stepMs = await medianStepMs(db, place.projectId)
  if (stepMs === null) return null
  return (Math.ceil(left / slots) * (await stepsPerJobLeft(db, place.batchId)) * stepMs) / 60_000
}

async function readPace(db: Queryable, projectId: string, batchId: string): Promise<Pace | null> {
  const { rows } = await db.query<Row & Pace>(
    `SELECT now() AS now, b.status, b.queued + b.running + b.blocked AS left, a.max_active_jobs AS slots,
       LEAST($3, extract(epoch FROM now() - begun.at) / 60)::float AS minutes,
       (SELECT count(*)::int FROM (
          SELECT batch_id, status FROM jobs
          WHERE project_id = $2 AND completed_at > GREATEST(begun.at, now() - $3 * interval '1 minute') OFFSET 0) ended
        WHERE ended.batch_id = b.id AND ended.status IN ('completed', 'failed')) AS ended_lately
     FROM batches b JOIN accounts a ON a.id = b.account_id
     CROSS JOIN LATERAL (
       SELECT COALESCE(max(e.created_at), b.started_at) AS at FROM events e
       WHERE e.batch_id = b.id AND e.job_id IS NULL AND e.type IN ('batch.started', 'batch.resumed')) begun
     WHERE b.id = $1 AND b.project_id = $2`,
    [batchId, projectId, PACE_MINUTES],
  )
  return rows[0] ?? null
}

/** The jobs of a batch are much alike: so many of them tell how many steps the others have. */
const JOBS_LOOKED_AT = 200

async function stepsPerJobLeft(db: Queryable, batchId: string): Promise<number> {
  const { rows } = await db.query<Row & { steps: number | null }>(
    `SELECT avg(steps)::float AS steps FROM (
       SELECT (SELECT count(*) FROM job_steps s WHERE s.job_id = j.id AND s.step_index >= j.step_index) AS steps FROM jobs j
       WHERE j.batch_id = $1 AND j.status IN ('queued', 'running', 'blocked') LIMIT ${JOBS_LOOKED_AT}) looked_at`,
    [batchId],
  )
  return rows[0]?.steps ?? 0
}

async function countFailures(db: Queryable, batchId: string): Promise<BatchStats['failures']> {
  const { rows } = await db.query<Row & BatchStats['failures'][number]>(
    `SELECT COALESCE(error->>'code', 'internal') AS code, count(*)::int AS jobs FROM jobs
     WHERE batch_id = $1 AND status = 'failed' GROUP BY 1 ORDER BY 2 DESC, 1`,
    [batchId],
  )
  return rows
}
