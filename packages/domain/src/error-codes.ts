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

type ErrorMeaning = {
  readonly means: string
  readonly action: string
  /** What a retry of the job does, and whether it is paid. */
  readonly retry: string
  readonly retryable: boolean
  readonly fixBy: FixBy
}

const SENDS_IF_UNCHANGED =
  'Looks at the draft first. If it has changed since, it is taken as it is and nothing is paid; otherwise the instruction is sent, and paid, again.'
const RENDERS_AGAIN = 'Renders the edit that is there again, under a new render id. Costs nothing.'

export const JOB_ERRORS = {
  unsupported_file: {
    means: 'A file is of a type that NemoVideo does not take.',
    retry: 'Uploads again. Costs nothing, and helps only if the address serves another file by now.',
    action: 'Send the file as mp4, mov, avi, webm, mkv, jpg, png, gif, webp, heic, mp3, wav, m4a or aac.',
    retryable: false,
    fixBy: 'caller',
  },
  file_too_large: {
    means: 'A file is larger than 200 MB, or than NemoVideo takes.',
    retry: 'Uploads again. Costs nothing, and helps only if the address serves another file by now.',
    action: 'Compress or trim the file to at most 200 MB.',
    retryable: false,
    fixBy: 'caller',
  },
  media_unreachable: {
    means: 'The address of a photo did not answer with a file, or must not be reached.',
    retry: 'Fetches the photo again. Costs nothing.',
    action: 'Check that the address answers with the photo itself, without a login, then retry the job.',
    retryable: true,
    fixBy: 'caller',
  },
  instruction_timeout: {
    means: 'NemoVideo took the instruction and went silent; the draft did not change within the recovery reads.',
    retry: SENDS_IF_UNCHANGED,
    action: 'Look at the draft on NemoVideo before retrying: a retry sends the instruction again and is paid again.',
    retryable: true,
    fixBy: 'caller',
  },
  no_change: {
    means: 'NemoVideo answered and left the draft as it was.',
    retry: SENDS_IF_UNCHANGED,
    action: 'Say more concretely what should change, with lengths in seconds and exact texts, and send it again.',
    retryable: true,
    fixBy: 'caller',
  },
  empty_draft: {
    means: 'The edit ended with nothing on the timeline to export.',
    retry: 'Sends the instruction again, in the same session. Paid again.',
    action: 'Send an instruction that puts the photos on the timeline, for example "make a 15-second video of these".',
    retryable: true,
    fixBy: 'caller',
  },
  session_lost: {
    means: 'NemoVideo lost the session, more often than a job starts over, or the job was to fail in that case.',
    retry: 'Starts over in a new session. What was paid in the lost one is paid again.',
    action: 'Retry the job; the instruction is sent and paid again.',
    retryable: true,
    fixBy: 'caller',
  },
  render_failed: {
    means: 'NemoVideo could not render the draft, under two render ids.',
    retry: RENDERS_AGAIN,
    action: 'Retry the job: it renders again without paying for the edit again.',
    retryable: true,
    fixBy: 'provider',
  },
  render_timeout: {
    means: 'The render was not ready after all looks at it.',
    retry:
      'Looks at the same render again: it may be done by now. Only a render that is gone is submitted again. Costs nothing.',
    action: 'Retry the job: it renders again without paying for the edit again.',
    retryable: true,
    fixBy: 'provider',
  },
  output_invalid: {
    means: 'What was delivered is not a playable MP4 of more than zero length, three times.',
    retry: RENDERS_AGAIN,
    action: 'Retry the job: it renders again without paying for the edit again.',
    retryable: true,
    fixBy: 'provider',
  },
  nemo_unavailable: {
    means: 'NemoVideo could not be reached, or answered with errors or garbage, until the tries were used up.',
    retry: 'Goes on at the call that failed. Costs nothing that was not due anyway.',
    action: 'Wait until NemoVideo answers again, then retry the job.',
    retryable: true,
    fixBy: 'provider',
  },
  outcome_unknown: {
    means:
      'The connection broke, or the worker died, while the instruction was out; the draft did not change within the recovery reads, so nobody knows whether it was taken.',
    retry: SENDS_IF_UNCHANGED,
    action:
      'Look at the draft on NemoVideo before retrying: a retry sends the instruction again and may be paid twice.',
    retryable: true,
    fixBy: 'caller',
  },
  internal: {
    means: "A fault of this service; its log has it under the job's id.",
    retry: 'Goes on at the stage that failed. An instruction that is out is not sent again.',
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

type BlockMeaning = { readonly means: string; readonly waits: string; readonly ends: string }

export const BLOCKS = {
  credits_exhausted: {
    means: 'The NEMO account is out of credits.',
    waits: 'Everything that would need a message; what is edited already still renders.',
    ends: 'By itself, once the balance covers a message; or by resuming the account.',
  },
  plan_required: {
    means: 'The plan of the NEMO account does not allow exports.',
    waits: 'Every new edit and render; renders under way are fetched.',
    ends: 'By resuming the account, after registering or upgrading it.',
  },
  credentials_rejected: {
    means: 'NemoVideo rejects the token of the account.',
    waits: 'Everything.',
    ends: 'By a start with another token, or by resuming the account.',
  },
  budget_reached: {
    means: 'The next job would go over the credits that the batch may spend.',
    waits: 'The jobs of that batch which have not begun.',
    ends: 'By raising the limit of the batch.',
  },
} as const satisfies Record<BlockReason, BlockMeaning>
