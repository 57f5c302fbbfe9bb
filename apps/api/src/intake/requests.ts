import type { CsvFields } from '@nemo-batch/contracts'
import { invalidInput } from '../problems.ts'
import type { JobsRequest } from './answer-new-jobs.ts'
import { openCsvBatch } from './forms/read-csv.ts'
import { openJsonBatch, openJsonJob, openJsonJobs } from './forms/read-json.ts'
import { openNdjsonBatch, openNdjsonJobs } from './forms/read-ndjson.ts'

/** A new batch, in any form. @param fields what a CSV has no place for; other forms say it in the batch */
export const batchRequest = (fields: CsvFields): JobsRequest => ({
  forms: ['json', 'ndjson', 'csv'],
  partName: 'batch',
  pathOf: (index) => ['jobs', index],
  open: async ({ form, path }, sent) => {
    if (form === 'csv') return openCsvBatch(path, { fields, isSent: sent.has })
    refuseCsvFields(fields)
    return form === 'json' ? openJsonBatch(path) : openNdjsonBatch(path)
  },
})

/** One job alone. */
export const SINGLE_JOB: JobsRequest = {
  forms: ['json'],
  partName: 'job',
  pathOf: () => [],
  open: ({ path }) => openJsonJob(path),
}

/** Jobs for a batch that is there, with its defaults: a list, or a line each. */
export const moreJobsRequest = (defaults: unknown): JobsRequest => ({
  forms: ['json', 'ndjson'],
  partName: 'jobs',
  pathOf: (index) => [index],
  open: ({ form, path }) => (form === 'json' ? openJsonJobs(path, defaults) : openNdjsonJobs(path, defaults)),
})

function refuseCsvFields(fields: CsvFields): void {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  if (given.length === 0) return
  throw invalidInput(
    given.map(([name]) => ({
      path: `/${name}`,
      code: 'csv_only',
      message: `\`${name}\` in the address goes with CSV; here it stands in the batch`,
    })),
  )
}
