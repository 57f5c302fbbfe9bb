import { type Job, RESULT_COLUMNS, type ResultColumn } from '@nemo-batch/contracts'
import { stringify } from 'csv-stringify/sync'

/**
 * What spreadsheets would run as a formula, also behind spaces and in full-width signs. The texts are a caller's, and
 * NEMO's; an apostrophe in front makes text of them.
 */
const FORMULA = /^[\s\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/

const CSV = {
  columns: [...RESULT_COLUMNS],
  record_delimiter: 'windows',
  quote_record_delimiter: true,
  cast: {
    string: (text: string) => (FORMULA.test(text) ? `'${text}` : text),
    boolean: String,
  },
} as const

export const csvHeader = (): string => stringify([], { ...CSV, header: true })

/** One line a job (RFC 4180). Numbers stay numbers; what a job does not have is an empty cell. */
export const csvLines = (jobs: readonly Job[]): string => stringify(jobs.map(toCells), CSV)

const toCells = (job: Job): Record<ResultColumn, string | number | boolean | null> => ({
  job_id: job.id,
  reference: job.reference,
  status: job.status,
  error_code: job.error?.code ?? null,
  error_message: job.error?.message ?? null,
  error_action: job.error?.action ?? null,
  billed: job.error?.billed ?? null,
  fix_by: job.error?.fix_by ?? null,
  video_url: job.video?.url ?? null,
  video_bytes: job.video?.bytes ?? null,
  video_sha256: job.video?.sha256 ?? null,
  duration_ms: job.video?.duration_ms ?? null,
  width: job.video?.width ?? null,
  height: job.video?.height ?? null,
  credits_spent: job.credits.spent,
  attempts: job.attempts,
  created_at: job.created_at,
  started_at: job.started_at,
  completed_at: job.completed_at,
  metadata: JSON.stringify(job.metadata),
})
