import { z } from 'zod'

export const RESULT_FORMATS = ['ndjson', 'csv'] as const
export type ResultFormat = (typeof RESULT_FORMATS)[number]

export const RESULT_TYPES = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
} as const satisfies Record<ResultFormat, string>

export const resultsQuery = z.strictObject({
  format: z.enum(RESULT_FORMATS).optional().describe('when left out, what `Accept` asks for, and else `ndjson`'),
})

/** The columns of results as CSV, one row a job. A line of NDJSON is the whole job. */
export const RESULT_COLUMNS = [
  'job_id',
  'reference',
  'status',
  'error_code',
  'error_message',
  'error_action',
  'billed',
  'fix_by',
  'video_url',
  'video_bytes',
  'video_sha256',
  'duration_ms',
  'width',
  'height',
  'credits_spent',
  'attempts',
  'created_at',
  'started_at',
  'completed_at',
  'metadata',
] as const
export type ResultColumn = (typeof RESULT_COLUMNS)[number]
