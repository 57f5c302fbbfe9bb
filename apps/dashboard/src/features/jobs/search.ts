import type { Job } from '@nemo-batch/sdk'
import { present, readChoice, readText } from '../../search-params.ts'

type ErrorCode = NonNullable<Job['error']>['code']

/** Those that need attention first. A status that is missing here is an error of types; so is a code below. */
export const JOB_STATUSES = Object.keys({
  failed: 0,
  blocked: 0,
  running: 0,
  queued: 0,
  completed: 0,
  canceled: 0,
} satisfies Record<Job['status'], 0>) as Job['status'][]

export const ERROR_CODES = Object.keys({
  unsupported_file: 0,
  file_too_large: 0,
  media_unreachable: 0,
  instruction_timeout: 0,
  no_change: 0,
  empty_draft: 0,
  session_lost: 0,
  render_failed: 0,
  render_timeout: 0,
  output_invalid: 0,
  nemo_unavailable: 0,
  outcome_unknown: 0,
  internal: 0,
} satisfies Record<ErrorCode, 0>) as ErrorCode[]

/** Longer ones the service does not take. */
const MAX_QUERY_CHARS = 200

/** What jobs are looked for by, here and in a batch; of an address that anybody may have written. */
export const jobFilter = (given: Record<string, unknown>) => ({
  q: readText(given.q)?.slice(0, MAX_QUERY_CHARS),
  status: readChoice(given.status, JOB_STATUSES),
  error_code: readChoice(given.error_code, ERROR_CODES),
})

export const jobsSearch = (given: Record<string, unknown>) =>
  present({ ...jobFilter(given), reference: readText(given.reference), batch_id: readText(given.batch_id) })
export type JobsSearch = ReturnType<typeof jobsSearch>
