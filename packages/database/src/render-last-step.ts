import type { JobStatus } from '@nemo-batch/domain'
import { actOnJobWithin, type JobPlace } from './acts.ts'
import type { Queryable, Row } from './connection.ts'
import { takeUp } from './refine-jobs.ts'

/** What became of a wish for the video of a job's last step; nothing is written unless it is `queued`. */
export type LastRender =
  | { readonly kind: 'not_found' }
  /** It is at work, waits for it, failed or was canceled. */
  | { readonly kind: 'not_completed'; readonly status: JobStatus }
  | { readonly kind: 'queued'; readonly from: JobStatus; readonly accountId: string; readonly stepIndex: number }

/** Queues a completed job for the render of its last step, whether it has one or not: no message, nothing paid. */
export async function renderLastStep(tx: Queryable, place: JobPlace): Promise<LastRender> {
  const { jobId } = place
  const outcome = await actOnJobWithin<LastRender>(tx, place, async (_tx, { accountId, batchId }) => {
    const status = await lockStatus(tx, jobId)
    if (status !== 'completed') return { kind: 'not_completed', status }
    const stepIndex = await renderAnew(tx, jobId)
    const ended = { jobId, batchId, from: status }
    await takeUp(tx, ended, { stage: 'render', stepIndex }, { stepCount: stepIndex + 1, data: { steps: 0 } })
    return { kind: 'queued', from: status, accountId, stepIndex }
  })
  return outcome ?? { kind: 'not_found' }
}

async function lockStatus(tx: Queryable, jobId: string): Promise<JobStatus> {
  const { rows } = await tx.query<Row & { status: JobStatus }>('SELECT status FROM jobs WHERE id = $1 FOR UPDATE', [
    jobId,
  ])
  const [job] = rows
  if (job === undefined) throw new Error(`job ${jobId} does not exist`)
  return job.status
}

/** @returns the index of the last step */
async function renderAnew(tx: Queryable, jobId: string): Promise<number> {
  const { rows } = await tx.query<Row & { step_index: number }>(
    `UPDATE job_steps SET render = true, status = 'running', render_id = NULL, render_number = 0,
       render_submitted_at = NULL, render_polls = 0, output_url = NULL, fetch_tries = 0
     WHERE job_id = $1 AND step_index = (SELECT max(step_index) FROM job_steps WHERE job_id = $1)
     RETURNING step_index`,
    [jobId],
  )
  const [step] = rows
  if (step === undefined) throw new Error(`job ${jobId} has no steps`)
  return step.step_index
}
