import { type JobStatus, nextPosition, type Position, progressPercent, type Stage } from '@nemo-batch/domain'
import { actOnJobWithin, type JobPlace, type MovedJob, tellMoved } from './acts.ts'
import type { Queryable, Row } from './connection.ts'
import { holdNamedFiles, insertSteps, type NewStep, placeSteps } from './new-jobs.ts'

/** What became of a wish to refine a job; nothing is written unless it is `added`. */
export type Refinement =
  | { readonly kind: 'not_found' }
  /** It is at work, waits for it, or was canceled. */
  | { readonly kind: 'not_ended'; readonly status: JobStatus }
  /** It failed before there was a draft that could be refined. */
  | { readonly kind: 'nothing_made' }
  /** It failed while a render of its session may be at work: a second one must not be submitted beside it. */
  | { readonly kind: 'render_underway' }
  | { readonly kind: 'too_many'; readonly total: number }
  /** It has no video, and would complete without one. */
  | { readonly kind: 'nothing_rendered' }
  | { readonly kind: 'added'; readonly from: JobStatus; readonly accountId: string; readonly stepIndex: number }

/**
 * Adds steps to a job that has ended, and sends it back to the queue: they work in its session, on the draft as it is.
 * What was left undone before them stays undone. A batch that had ended, or was canceled, runs again.
 * @param limits `maxSteps` that a job may have in all
 * @throws FileGone
 */
export async function addSteps(
  tx: Queryable,
  place: JobPlace,
  steps: readonly NewStep[],
  { maxSteps }: { readonly maxSteps: number },
): Promise<Refinement> {
  await holdNamedFiles(tx, place.projectId, steps)
  const refinement = await actOnJobWithin<Refinement>(tx, place, async (_tx, { accountId, batchId }) => {
    const job = await lockJob(tx, place.jobId)
    const refused = refusalOf(job, steps, maxSteps)
    if (refused !== null) return refused
    if (job.status === 'failed') await passOver(tx, place.jobId)
    await insertSteps(tx, placeSteps(place.jobId, job.steps, steps))
    await takeUp(tx, { jobId: place.jobId, batchId, from: job.status }, beginningOf(job.steps, steps), {
      stepCount: job.steps + steps.length,
      data: { steps: steps.length },
    })
    return { kind: 'added', from: job.status, accountId, stepIndex: job.steps }
  })
  return refinement ?? { kind: 'not_found' }
}

type RefinedJob = {
  readonly status: JobStatus
  readonly step_index: number
  readonly stage: Stage
  readonly has_session: boolean
  readonly has_video: boolean
  readonly may_be_rendering: boolean
  /** How many there are. */
  readonly steps: number
}

async function lockJob(tx: Queryable, jobId: string): Promise<RefinedJob> {
  const { rows } = await tx.query<Row & RefinedJob>(
    `SELECT status, step_index, COALESCE(error->>'stage', stage, 'session') AS stage, session_id IS NOT NULL AS has_session,
       EXISTS (SELECT 1 FROM job_steps s WHERE s.job_id = j.id AND s.video_file_id IS NOT NULL) AS has_video,
       EXISTS (
         SELECT 1 FROM job_steps s WHERE s.job_id = j.id AND s.step_index = j.step_index AND s.render_id IS NOT NULL
           AND j.error->>'stage' = 'render' AND j.error->>'code' <> 'render_failed') AS may_be_rendering,
       (SELECT count(*)::int FROM job_steps s WHERE s.job_id = j.id) AS steps
     FROM jobs j WHERE id = $1 FOR UPDATE`,
    [jobId],
  )
  const [job] = rows
  if (job === undefined) throw new Error(`job ${jobId} does not exist`)
  return job
}

function refusalOf(job: RefinedJob, steps: readonly NewStep[], maxSteps: number): Refinement | null {
  const { status } = job
  if (status !== 'completed' && status !== 'failed') return { kind: 'not_ended', status }
  if (!job.has_session || (status === 'failed' && hasNoMedia(job))) return { kind: 'nothing_made' }
  if (job.may_be_rendering) return { kind: 'render_underway' }
  if (job.steps + steps.length > maxSteps) return { kind: 'too_many', total: job.steps }
  return job.has_video || steps.some((step) => step.render) ? null : { kind: 'nothing_rendered' }
}

/** Its session is empty, or its first photos are not all in it. */
const hasNoMedia = ({ step_index: stepIndex, stage }: RefinedJob): boolean =>
  stepIndex === 0 && (stage === 'session' || stage === 'upload')

/** What the job failed in, and what was to come behind it: nobody works it any more. */
const passOver = (tx: Queryable, jobId: string): Promise<unknown> =>
  tx.query(`UPDATE job_steps SET status = 'failed' WHERE job_id = $1 AND status <> 'completed'`, [jobId])

function beginningOf(stepIndex: number, steps: readonly NewStep[]): Position {
  const planned = steps.map((step) => ({ render: step.render, hasMedia: step.media.length > 0 }))
  // as behind a session that was just opened, for it is there
  const first = nextPosition({ stage: 'session', stepIndex: 0 }, planned)
  if (first === 'completed') throw new Error('a step begins with its upload or its message')
  return { stage: first.stage, stepIndex }
}

type Ended = { readonly jobId: string; readonly batchId: string; readonly from: JobStatus }

/** Queues a job that has ended, for a new attempt that begins `at` a place in its session; its batch runs again. */
export async function takeUp(
  tx: Queryable,
  { jobId, batchId, from }: Ended,
  at: Position,
  { stepCount, data }: { readonly stepCount: number; readonly data: object },
): Promise<void> {
  await tx.query(
    `UPDATE batches SET canceled_at = NULL, paused_at = CASE WHEN completed_at IS NULL THEN paused_at END WHERE id = $1`,
    [batchId],
  )
  const { rows } = await tx.query<MovedJob>(
    `UPDATE jobs SET status = 'queued', stage = $2, step_index = $3, progress = $4, error = NULL, completed_at = NULL,
       attempt_started = false, stage_tries = 0, rate_limit_tries = 0, sessions_opened = 0, cancel_requested_at = NULL,
       last_seq = last_seq + 1
     WHERE id = $1
     RETURNING id, project_id, batch_id, last_seq`,
    [jobId, at.stage, at.stepIndex, progressPercent(at, stepCount)],
  )
  await tellMoved(tx, rows, [from, 'queued'], () => ({
    type: 'job.queued',
    data: { refine: true, step_index: at.stepIndex, ...data },
  }))
}
