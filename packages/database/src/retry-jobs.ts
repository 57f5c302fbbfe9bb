import {
  type Forgotten,
  type JobErrorCode,
  type RetryPlan,
  retryCredits,
  retryPlan,
  type Stage,
} from '@nemo-batch/domain'
import { JOBS_PER_ACT, type MovedJob, tellMoved } from './acts.ts'
import type { Queryable, Row } from './connection.ts'
import { Conditions } from './pages.ts'
import { forgetSession } from './session-reset.ts'

/** Which failed jobs: these, or those of a batch; of that those with these codes, without `codes` all of them. */
export type FailedSelection =
  | { readonly jobIds: readonly string[] }
  | { readonly batchId: string; readonly codes?: readonly JobErrorCode[] | undefined }

const selected = (selection: FailedSelection): Conditions =>
  'jobIds' in selection
    ? new Conditions().add(selection.jobIds, (ids) => `j.id = ANY(${ids})`)
    : new Conditions()
        .add(selection.batchId, (batchId) => `j.batch_id = ${batchId}`)
        .add(selection.codes, (codes) => `j.error->>'code' = ANY(${codes})`)

const FAILURE = `COALESCE(j.error->>'code', 'internal') AS code,
  COALESCE(j.error->>'stage', j.stage, 'session') AS stage, j.session_id IS NOT NULL AS has_session`
type Failure = { code: JobErrorCode; stage: Stage; has_session: boolean }

const planOf = ({ code, stage, has_session: hasSession }: Failure): RetryPlan => retryPlan({ code, stage, hasSession })

const INTENT = `sent_at = NULL, stream_ended = NULL, stream_ended_at = NULL, stream_error = NULL,
  settle_fingerprint = NULL, unchanged_reads = 0`

/** What is written into the step that failed; a session is forgotten with all steps of the job. */
const FORGET: Record<Exclude<Forgotten, 'session' | 'nothing'>, string> = {
  intent: INTENT,
  message: `${INTENT}, draft_before = NULL, fingerprint_before = NULL`,
  reads: 'settle_fingerprint = NULL, unchanged_reads = 0',
  render: `render_id = NULL, render_submitted_at = NULL, output_url = NULL, render_number = 0, render_polls = 0,
    fetch_tries = 0`,
  polls: 'render_polls = 0, fetch_tries = 0',
}

type Planned = { readonly id: string; readonly code: JobErrorCode; readonly plan: RetryPlan }

/**
 * Sends failed jobs back to the queue, each to where its retry starts; in the order of their ids, from behind `after`.
 * A batch that had ended, or was canceled, runs again. Called under the account's lock.
 * @returns the ids, at most {@link JOBS_PER_ACT}
 */
export async function retryFailed(tx: Queryable, selection: FailedSelection, after = ''): Promise<string[]> {
  const where = selected(selection).add(after, (id) => `j.id > ${id}`)
  const { rows } = await tx.query<Row & Failure & { id: string; batch_id: string }>(
    `SELECT j.id, j.batch_id, ${FAILURE} FROM jobs j WHERE j.status = 'failed'${where}
     ORDER BY j.id LIMIT ${JOBS_PER_ACT} FOR UPDATE`,
    where.values,
  )
  if (rows.length === 0) return []
  const jobs = rows.map((row): Planned => ({ id: row.id, code: row.code, plan: planOf(row) }))
  await tx.query(
    `UPDATE batches SET canceled_at = NULL, paused_at = CASE WHEN completed_at IS NULL THEN paused_at END
     WHERE id = ANY($1)`,
    [[...new Set(rows.map((row) => row.batch_id))]],
  )
  await forget(tx, jobs)
  await enqueue(tx, jobs)
  return jobs.map((job) => job.id)
}

async function forget(tx: Queryable, jobs: readonly Planned[]): Promise<void> {
  const current = 'FROM jobs j WHERE j.id = s.job_id AND j.step_index = s.step_index AND j.id = ANY($1)'
  const ids = jobs.map((job) => job.id)
  for (const [what, those] of Map.groupBy(jobs, ({ plan }) => plan.forget)) {
    const some = those.map((job) => job.id)
    if (what === 'session') await forgetSession(tx, ...some)
    else if (what !== 'nothing') await tx.query(`UPDATE job_steps s SET ${FORGET[what]} ${current}`, [some])
  }
  await tx.query(
    `UPDATE job_steps s SET status = CASE WHEN s.sent_at IS NULL THEN 'pending' ELSE 'running' END ${current}`,
    [ids],
  )
  await tx.query(`UPDATE job_media SET status = 'pending' WHERE job_id = ANY($1) AND status = 'failed'`, [ids])
}

async function enqueue(tx: Queryable, jobs: readonly Planned[]): Promise<void> {
  const { rows } = await tx.query<MovedJob>(
    `UPDATE jobs SET status = 'queued', stage = p.stage, error = NULL, completed_at = NULL, attempt_started = false,
       stage_tries = 0, rate_limit_tries = 0, sessions_opened = 0, cancel_requested_at = NULL, last_seq = last_seq + 1,
       step_index = CASE WHEN p.is_new_session THEN 0 ELSE step_index END,
       session_id = CASE WHEN p.is_new_session THEN NULL ELSE session_id END,
       task_id = CASE WHEN p.is_new_session THEN NULL ELSE task_id END,
       claim_url = CASE WHEN p.is_new_session THEN NULL ELSE claim_url END
     FROM unnest($1::text[], $2::text[], $3::boolean[]) AS p (id, stage, is_new_session)
     WHERE jobs.id = p.id
     RETURNING jobs.id, project_id, batch_id, last_seq`,
    [jobs.map((job) => job.id), jobs.map(({ plan }) => plan.stage), jobs.map(({ plan }) => plan.forget === 'session')],
  )
  const planned = new Map(jobs.map((job) => [job.id, job]))
  await tellMoved(tx, rows, ['failed', 'queued'], ({ id }) => ({
    type: 'job.queued',
    data: { retry: true, stage: planned.get(id)?.plan.stage, previous_error: planned.get(id)?.code },
  }))
}

export type RetryEstimate = { readonly jobs: number; readonly credits: number }

/** How many jobs a retry would send back to the queue, and the credits that they would still have to pay. */
export async function estimateFailed(db: Queryable, selection: FailedSelection): Promise<RetryEstimate> {
  const where = selected(selection)
  const { rows } = await db.query<
    Row & Failure & { step_index: number; step_count: number; was_sent: boolean; jobs: number }
  >(
    `SELECT code, stage, has_session, step_index, step_count, was_sent, count(*)::int AS jobs FROM (
       SELECT ${FAILURE}, j.step_index, s.sent_at IS NOT NULL AS was_sent,
         (SELECT count(*)::int FROM job_steps every_step WHERE every_step.job_id = j.id) AS step_count
       FROM jobs j JOIN job_steps s ON s.job_id = j.id AND s.step_index = j.step_index
       WHERE j.status = 'failed'${where}) failed
     GROUP BY code, stage, has_session, step_index, step_count, was_sent`,
    where.values,
  )
  return {
    jobs: rows.reduce((sum, row) => sum + row.jobs, 0),
    credits: rows.reduce((sum, row) => sum + row.jobs * creditsOf(row), 0),
  }
}

const creditsOf = (row: Failure & { step_index: number; step_count: number; was_sent: boolean }): number =>
  retryCredits(planOf(row), { stepIndex: row.step_index, stepCount: row.step_count, wasSent: row.was_sent })
