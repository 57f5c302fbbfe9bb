import type { Job, JobBlock, JobStep } from '@nemo-batch/database'
import type { Billed, Stage } from '@nemo-batch/domain'

/** Whether running this stage would begin something at the provider, rather than carry on with what was begun. */
export function begins(stage: Stage, step: Pick<JobStep, 'sentAt' | 'renderId'>): boolean {
  switch (stage) {
    case 'session':
    case 'upload':
      return true
    case 'instruct':
      return step.sentAt === null
    case 'render':
      return step.renderId === null
    case 'verify':
    case 'fetch':
      return false
  }
}

/**
 * Which blocks of the account stop a job at this stage. What was begun is brought to its end where that needs no leave:
 * without credits an edit that is paid still renders; without the plan nothing new is paid that could not be exported.
 */
export function isStoppedBy(blocked: JobBlock, stage: Stage, step: Pick<JobStep, 'sentAt' | 'renderId'>): boolean {
  switch (blocked.reason) {
    case 'credentials_rejected':
      return true
    case 'credits_exhausted':
      return stage !== 'render' && begins(stage, step)
    case 'plan_required':
      return begins(stage, step)
    case 'budget_reached':
      return false
  }
}

/** Whether the step's message is out and nobody has seen yet what became of it. */
export const isMessageInDoubt = (step: Pick<JobStep, 'sentAt' | 'credits'>): boolean =>
  step.sentAt !== null && step.credits === 0

/** What is known of the money when a job ends now. */
export const billedSoFar = (job: Pick<Job, 'creditsSpent'>, step: Pick<JobStep, 'sentAt' | 'credits'>): Billed => {
  if (isMessageInDoubt(step)) return 'unknown'
  return job.creditsSpent > 0
}
