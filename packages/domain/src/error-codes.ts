/** What ends a job. Names and meanings are the public contract's. */
export const JOB_ERROR_CODES = [
  'unsupported_file',
  'file_too_large',
  'media_unreachable',
  'instruction_timeout',
  'no_change',
  'empty_draft',
  'session_lost',
  'render_failed',
  'render_timeout',
  'output_invalid',
  'nemo_unavailable',
  'outcome_unknown',
  'internal',
] as const
export type JobErrorCode = (typeof JOB_ERROR_CODES)[number]

/** Whether credits were spent on what failed; `unknown` when the provider could not tell. */
export type Billed = boolean | 'unknown'
export type FixBy = 'caller' | 'operator' | 'provider'

type ErrorMeaning = { readonly action: string; readonly retryable: boolean; readonly fixBy: FixBy }

export const JOB_ERRORS = {
  unsupported_file: {
    action: 'Send the file as mp4, mov, avi, webm, mkv, jpg, png, gif, webp, heic, mp3, wav, m4a or aac.',
    retryable: false,
    fixBy: 'caller',
  },
  file_too_large: { action: 'Compress or trim the file to at most 200 MB.', retryable: false, fixBy: 'caller' },
  media_unreachable: {
    action: 'Check that the address answers with the photo itself, without a login, then retry the job.',
    retryable: true,
    fixBy: 'caller',
  },
  instruction_timeout: {
    action: 'Look at the draft on NemoVideo before retrying: a retry sends the instruction again and is paid again.',
    retryable: true,
    fixBy: 'caller',
  },
  no_change: {
    action: 'Say more concretely what should change, with lengths in seconds and exact texts, and send it again.',
    retryable: true,
    fixBy: 'caller',
  },
  empty_draft: {
    action: 'Send an instruction that puts the photos on the timeline, for example "make a 15-second video of these".',
    retryable: true,
    fixBy: 'caller',
  },
  session_lost: { action: 'Retry the job; the instruction is sent and paid again.', retryable: true, fixBy: 'caller' },
  render_failed: {
    action: 'Retry the job: it renders again without paying for the edit again.',
    retryable: true,
    fixBy: 'provider',
  },
  render_timeout: {
    action: 'Retry the job: it renders again without paying for the edit again.',
    retryable: true,
    fixBy: 'provider',
  },
  output_invalid: {
    action: 'Retry the job: it renders again without paying for the edit again.',
    retryable: true,
    fixBy: 'provider',
  },
  nemo_unavailable: {
    action: 'Wait until NemoVideo answers again, then retry the job.',
    retryable: true,
    fixBy: 'provider',
  },
  outcome_unknown: {
    action:
      'Look at the draft on NemoVideo before retrying: a retry sends the instruction again and may be paid twice.',
    retryable: true,
    fixBy: 'caller',
  },
  internal: {
    action: 'Retry the job; if it fails again, report the job id with the log lines that carry it.',
    retryable: true,
    fixBy: 'operator',
  },
} as const satisfies Record<JobErrorCode, ErrorMeaning>

/** A job's error as stored and shown. `stage` is where it happened. */
export type JobError = {
  readonly code: JobErrorCode
  readonly message: string
  readonly action: string
  readonly nemo_code: number | null
  readonly stage: string | null
  readonly retryable: boolean
  readonly billed: Billed
  readonly fix_by: FixBy
}

/** What a stage knows of a failure; the rest follows from its code. */
export type JobFailure = {
  readonly code: JobErrorCode
  readonly message: string
  readonly nemoCode?: number | null
  readonly billed: Billed
}

export function toJobError(failure: JobFailure, stage: string | null): JobError {
  const meaning = JOB_ERRORS[failure.code]
  return {
    code: failure.code,
    message: failure.message,
    action: meaning.action,
    nemo_code: failure.nemoCode ?? null,
    stage,
    retryable: meaning.retryable,
    billed: failure.billed,
    fix_by: meaning.fixBy,
  }
}

export const BLOCK_REASONS = ['credits_exhausted', 'plan_required', 'credentials_rejected', 'budget_reached'] as const
export type BlockReason = (typeof BLOCK_REASONS)[number]
