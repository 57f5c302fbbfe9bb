import { STAGE_TIMES_OF_JOBS, STAGES, type Stage } from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import type { BucketSpan } from './stats-buckets.ts'

type Ended = {
  readonly completed: number
  readonly failed: number
  readonly canceled: number
  readonly credits: number
}
export type ThroughputBucket = Ended & { readonly at: Date }
export type StageTimes = {
  readonly stage: Stage
  readonly count: number
  readonly medianMs: number
  readonly p90Ms: number
}
export type QueueFigures = {
  readonly queued: number
  readonly running: number
  readonly blocked: number
  /** Of what waits for its first slot; null when nothing does. */
  readonly oldestQueuedSeconds: number | null
}
export type ProjectStats = {
  readonly throughput: readonly ThroughputBucket[]
  readonly stages: readonly StageTimes[]
  readonly queue: QueueFigures
}

/** How a project's work went in a span, and what of it waits now. */
export const readStats = async (db: Queryable, projectId: string, span: BucketSpan): Promise<ProjectStats> => ({
  throughput: await readThroughput(db, projectId, span),
  stages: await readStageTimes(db, projectId, span),
  queue: await readQueue(db, projectId),
})

/** Jobs by when and how they ended last; each interval is read by itself, which is three times as fast as to group all. */
async function readThroughput(
  db: Queryable,
  projectId: string,
  { from, to, intervalMs }: BucketSpan,
): Promise<ThroughputBucket[]> {
  const { rows } = await db.query<Row & ThroughputBucket>(
    `SELECT bucket.at, ended.* FROM generate_series($2::timestamptz, $3::timestamptz - ${INTERVAL}, ${INTERVAL}) AS bucket (at)
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE status = 'completed')::int AS completed,
         count(*) FILTER (WHERE status = 'failed')::int AS failed, count(*) FILTER (WHERE status = 'canceled')::int AS canceled,
         COALESCE(sum(credits_spent), 0)::bigint AS credits
       FROM jobs WHERE project_id = $1 AND completed_at >= bucket.at AND completed_at < bucket.at + ${INTERVAL}) ended
     ORDER BY bucket.at`,
    [projectId, from, to, intervalMs],
  )
  return rows
}

const INTERVAL = `$4 * interval '1 ms'`

/**
 * How long the latest jobs that completed in the span were in each stage, in all: from entering it to the next event that
 * ends that. What waits for a slot, is blocked or lies failed is in no stage.
 */
async function readStageTimes(db: Queryable, projectId: string, { from, to }: BucketSpan): Promise<StageTimes[]> {
  const { rows } = await db.query<Row & StageTimes>(
    `WITH latest AS MATERIALIZED (
       SELECT id FROM jobs WHERE project_id = $1 AND completed_at >= $2 AND completed_at < $3 AND status = 'completed'
       ORDER BY completed_at DESC LIMIT ${STAGE_TIMES_OF_JOBS}),
     told AS (
       SELECT e.job_id, e.type, e.data, e.created_at, lead(e.created_at) OVER of_job AS left_at,
         lag(e.type) OVER of_job AS type_before, lag(e.data) OVER of_job AS data_before
       FROM latest JOIN events e ON e.job_id = latest.id AND e.type IN (${TELLS_OF_STAGES})
       WINDOW of_job AS (PARTITION BY e.job_id ORDER BY e.seq)),
     times AS (
       SELECT job_id, ${ENTERED} AS stage, extract(epoch FROM sum(left_at - created_at))::float * 1000 AS ms
       FROM told WHERE left_at IS NOT NULL GROUP BY job_id, stage)
     SELECT stage, count(*)::int AS count, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms))::int AS "medianMs",
       round(percentile_cont(0.9) WITHIN GROUP (ORDER BY ms))::int AS "p90Ms"
     FROM times WHERE stage IS NOT NULL GROUP BY stage`,
    [projectId, from, to],
  )
  return rows.toSorted((one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage))
}

const TELLS_OF_STAGES = ['queued', 'started', 'stage', 'blocked', 'unblocked', 'failed', 'completed']
  .map((what) => `'job.${what}'`)
  .join(', ')

/** An attempt begins in the first stage, or in the one that its place in the queue was made for. */
const ENTERED = `CASE type WHEN 'job.stage' THEN data->>'stage'
  WHEN 'job.started' THEN CASE WHEN type_before = 'job.queued' AND data_before ? 'retry' THEN data_before->>'stage'
    WHEN type_before = 'job.queued' AND data_before ? 'refine' THEN NULL ELSE 'session' END END`

/** Of so many batches with queued jobs, the oldest ones, it is looked how long their jobs wait. */
const BATCHES_LOOKED_AT = 1_000

async function readQueue(db: Queryable, projectId: string): Promise<QueueFigures> {
  const { rows } = await db.query<Row & QueueFigures>(
    `SELECT counts.*, waits."oldestQueuedSeconds" FROM
       (SELECT COALESCE(sum(queued), 0)::int AS queued, COALESCE(sum(running), 0)::int AS running,
          COALESCE(sum(blocked), 0)::int AS blocked
        FROM batches WHERE project_id = $1 AND queued + running + blocked > 0) counts,
       (SELECT extract(epoch FROM max(now() - GREATEST(j.created_at, b.scheduled_at)))::float AS "oldestQueuedSeconds"
        FROM (SELECT id, scheduled_at FROM batches
              WHERE project_id = $1 AND queued + running + blocked > 0 AND queued > 0 AND paused_at IS NULL AND NOT is_scheduled
              ORDER BY id LIMIT $2) b
        CROSS JOIN LATERAL (SELECT created_at FROM jobs
          WHERE batch_id = b.id AND status = 'queued' AND attempts = 0 ORDER BY id LIMIT 1) j) waits`,
    [projectId, BATCHES_LOOKED_AT],
  )
  const [figures] = rows
  if (figures === undefined) throw new Error('sums are always one row')
  return figures
}
