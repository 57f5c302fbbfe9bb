import { faultAt, MAX_STEPS_PER_JOB } from '@nemo-batch/contracts'
import type { NewStep, ProjectTransaction, Refinement } from '@nemo-batch/database'
import type { JobStatus } from '@nemo-batch/domain'
import { ApiProblem, invalidInput, notFound } from '../problems.ts'
import { namingGoneFiles } from './naming-gone-files.ts'

type Refined = Extract<Refinement, { kind: 'added' }>

/**
 * Adds steps to a job that has ended; it is queued then.
 * @throws ApiProblem that says why nothing was added
 */
export async function refineJob(tx: ProjectTransaction, jobId: string, steps: readonly NewStep[]): Promise<Refined> {
  return expectAdded(await namingGoneFiles('steps', () => tx.addSteps(jobId, steps, { maxSteps: MAX_STEPS_PER_JOB })))
}

function expectAdded(refinement: Refinement): Refined {
  switch (refinement.kind) {
    case 'added':
      return refinement
    case 'not_found':
      throw notFound('job')
    case 'not_ended':
      throw notEnded(refinement.status)
    case 'nothing_made':
      throw new ApiProblem('retry_first', 'The job failed before anything was made; retry it')
    case 'render_underway':
      throw new ApiProblem(
        'retry_first',
        'A render of the job may still be running; retry the job, which goes on with that render',
      )
    case 'too_many':
      throw invalidInput([
        faultAt(
          ['steps'],
          'too_many_steps',
          `A job holds at most ${MAX_STEPS_PER_JOB} steps; this one has ${refinement.total} already`,
        ),
      ])
    case 'nothing_rendered':
      throw invalidInput([
        faultAt([], 'nothing_rendered', 'The job has no video yet: at least one of its new steps has to render'),
      ])
  }
}

/** Why something cannot be done with a job of this status, which has not ended well. */
export const notEnded = (status: JobStatus): ApiProblem =>
  status === 'canceled'
    ? new ApiProblem('job_ended', 'The job was canceled; make a new one')
    : new ApiProblem('job_not_ended', `The job is ${status}: wait until it has ended, or cancel it`)
