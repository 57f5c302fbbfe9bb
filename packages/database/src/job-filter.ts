import type { JobStatus } from '@nemo-batch/domain'
import { Conditions, type PageRequest } from './pages.ts'

export type JobFilter = {
  readonly batchId?: string | undefined
  readonly status?: JobStatus | undefined
  readonly reference?: string | undefined
  readonly errorCode?: string | undefined
  /** Found in reference, metadata, instruction and error text. */
  readonly text?: string | undefined
}

/** What a page of jobs `j` is asked for, less the text; the parameters of the caller's query come first. */
export function jobConditions(page: PageRequest & JobFilter, ...parameters: unknown[]): Conditions {
  const where = new Conditions(...parameters).add(page.before, (before) => `j.id < ${before}`)
  // Of one batch, only the indexes of its jobs are of use: the planner expects them all over the project's jobs, in which
  // those of an old batch lie at the very end.
  if (page.batchId === undefined) where.add(page.projectId, (projectId) => `j.project_id = ${projectId}`)
  else
    where
      .add(page.batchId, (batchId) => `j.batch_id = ${batchId}`)
      .add(page.projectId, (projectId) => `j.project_id || '' = ${projectId}`)
  return where
    .add(page.status, (status) => `j.status = ${status}`)
    .add(page.reference, (reference) => `j.reference = ${reference}`)
    .add(page.errorCode, (code) => `j.error->>'code' = ${code}`)
}
