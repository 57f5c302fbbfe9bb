import type { ProjectStore } from '@nemo-batch/database'
import type { Services } from '../../services/index.ts'
import type { CheckedJobs } from '../check-jobs.ts'

/** Of one step, from its instruction to its video: what NEMO says of a generation, and of a render. */
const TYPICAL_STEP_MS = 240_000

/** Until the last video is there, if the account had nothing else to do: its slots share the work. */
export async function estimateSeconds(
  { installation, settings }: Services,
  project: ProjectStore,
  { jobCount, stepCount }: CheckedJobs,
): Promise<number> {
  if (jobCount === 0) return 0
  const stepMs = (await project.medianStepMs()) ?? TYPICAL_STEP_MS
  const slots = (await installation.findAccount(settings.accountId))?.maxActiveJobs ?? 1
  const turns = Math.ceil(jobCount / slots)
  return Math.ceil((turns * (stepCount / jobCount) * stepMs) / 1_000)
}
