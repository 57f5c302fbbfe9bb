import type { JobErrorCode, JobStatus } from '@nemo-batch/domain'
import { HOLDS, patterns } from './job-search.ts'

/** Which jobs of a batch; what is left out leaves none out. */
export type BatchJobFilter = {
  readonly status?: JobStatus | undefined
  readonly errorCode?: JobErrorCode | undefined
  /** Found in reference, metadata, instruction and error text. */
  readonly text?: string | undefined
}

export type BatchJobs = { readonly sql: string; readonly values: unknown[] }

/** `FROM … WHERE …` of the jobs `j` of a batch that match; of a batch that is known to be the project's. */
export function batchJobs(batchId: string, { status, errorCode, text }: BatchJobFilter): BatchJobs {
  const values: unknown[] = text === undefined ? [] : [...patterns(text), text]
  const parameter = (value: unknown): string => `$${values.push(value)}`
  const inBatch = parameter(batchId)
  const conditions = [`j.batch_id = ${inBatch}`]
  // as the index says it; only what failed has an error
  if (status !== undefined) conditions.push(`job_attention(j.status) = job_attention(${parameter(status)})`)
  if (errorCode !== undefined)
    conditions.push(`job_attention(j.status) = job_attention('failed')`, `j.error->>'code' = ${parameter(errorCode)}`)
  const matching = (): string => `FROM jobs j WHERE ${conditions.join(' AND ')}`
  if (text === undefined) return { sql: matching(), values }
  conditions.push(`j.id IN (${candidates(inBatch)})`)
  // jobs are read, which is dear, only where their blocks hold the text
  return { sql: `FROM (SELECT j.* ${matching()} OFFSET 0) j WHERE ${HOLDS}`, values }
}

/** Jobs in blocks that hold the text; the search would find it in no others. */
const candidates = (batchId: string): string => `
  SELECT c.id FROM job_search_blocks b
  JOIN jobs c ON c.batch_id = ${batchId} AND c.id BETWEEN b.first_job_id AND b.last_job_id
  WHERE b.batch_id = ${batchId} AND (b.texts IS NULL OR strpos(b.texts, lower($3)) > 0)`
