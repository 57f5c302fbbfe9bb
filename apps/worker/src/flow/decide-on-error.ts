import {
  type Billed,
  block,
  fail,
  goto,
  type JobErrorCode,
  retry,
  type Stage,
  type StageDecision,
  throttle,
} from '@nemo-batch/domain'
import type { NemoError, NemoErrorCode } from '@nemo-batch/nemo-client'

export type ErrorSituation = {
  readonly stage: Stage
  readonly billed: Billed
  readonly accountKind: 'anonymous' | 'token'
  readonly userId: string | null
  readonly sessionsOpened: number
  readonly onSessionLost: 'restart' | 'fail'
  readonly stageTries: number
  readonly webUrl: string
  readonly rateLimitDelayMs: number
}

/** Sessions one job may open before it fails with `session_lost`. */
const MAX_SESSIONS = 5
/** Tokens in a row that one job may see refused before the account counts as rejected. */
const MAX_TOKEN_TRIES = 3
const TOKEN_RETRY_MS = 500

type Decide = (error: NemoError, situation: ErrorSituation) => StageDecision

type Row = {
  /** What NEMO says, as its protocol writes it. */
  readonly says: string
  /** What becomes of the job, in words; the page on errors is written from it. */
  readonly becomes: string
  readonly decide: Decide
}

const failure = (code: JobErrorCode, error: NemoError, billed: Billed) => ({
  code,
  message: error.message,
  nemoCode: error.nemoCode,
  billed,
})

const unavailable: Decide = (error, { billed }) => retry(failure('nemo_unavailable', error, billed))
const TRIES_AGAIN = 'The call is tried again with growing delays, then the job fails with `nemo_unavailable`.'

/** Read beside the error table of the protocol: what NEMO says, and what becomes of the job. */
export const NEMO_ERROR_TABLE: Readonly<Record<NemoErrorCode, Row>> = {
  token_invalid: {
    says: '1001, or HTTP 401',
    becomes:
      'Anonymous account: one worker asks for a new token with the same client id, all others wait for it; refused three times in a row, or with a token of your own, the account is blocked with `credentials_rejected`.',
    decide: (error, { accountKind, stageTries, billed, webUrl }) =>
      accountKind === 'anonymous' && stageTries + 1 < MAX_TOKEN_TRIES
        ? retry(failure('nemo_unavailable', error, billed), TOKEN_RETRY_MS)
        : block('credentials_rejected', 'NemoVideo rejects the token of this account. Replace it.', webUrl),
  },
  session_not_found: {
    says: '1002',
    becomes:
      'The job starts over in a new session, five in all, and says so when that is paid again; with `on_session_lost: "fail"` it fails with `session_lost`.',
    decide: (error, { sessionsOpened, onSessionLost, billed }) =>
      onSessionLost === 'restart' && sessionsOpened < MAX_SESSIONS
        ? goto('session')
        : fail(failure('session_lost', error, billed)),
  },
  credits_exhausted: {
    says: '2001',
    becomes:
      'The account is blocked with `credits_exhausted` and a link; it goes on by itself when the balance is back.',
    decide: (_error, { accountKind, userId, webUrl }) =>
      accountKind === 'anonymous' && userId !== null
        ? block(
            'credits_exhausted',
            'The account is out of credits. Register it to get more.',
            `${webUrl}/?bind=${encodeURIComponent(userId)}`,
          )
        : block('credits_exhausted', 'The account is out of credits. Top it up.', webUrl),
  },
  plan_required: {
    says: 'HTTP 402, though all attribution headers were sent',
    becomes: 'The account is blocked with `plan_required`; what was edited is kept and renders once it is resumed.',
    decide: (_error, { webUrl }) =>
      block('plan_required', 'The plan of this account does not allow exports. Register or upgrade it.', webUrl),
  },
  unsupported_file: {
    says: '4001',
    becomes: 'The job fails with `unsupported_file`, naming the file.',
    decide: (error, { billed }) => fail(failure('unsupported_file', error, billed)),
  },
  file_too_large: {
    says: '4002',
    becomes: 'The job fails with `file_too_large`, naming the file and its size.',
    decide: (error, { billed }) => fail(failure('file_too_large', error, billed)),
  },
  rate_limited: {
    says: '429',
    becomes:
      'The job waits as long as `Retry-After` says (else 30 s) and tries again; refused again, the whole account pauses, each time twice as long, and comes back with half of its slots. No job fails of it.',
    decide: (error, { rateLimitDelayMs }) => throttle(error.retryAfterMs ?? rateLimitDelayMs),
  },
  client_id_missing: {
    says: '400 to a request for a token',
    becomes: `The client sends the account's id with each such call, so it was lost on the way. ${TRIES_AGAIN}`,
    decide: unavailable,
  },
  render_not_found: {
    says: 'HTTP 404 to a render id',
    becomes:
      'While rendering: the same id is submitted again. While fetching: tried again, then the job fails with `output_invalid`.',
    decide: (error, { billed }) => retry(failure('output_invalid', error, billed)),
  },
  server_error: { says: 'HTTP 5xx', becomes: TRIES_AGAIN, decide: unavailable },
  network: { says: 'no connection, or one that broke', becomes: TRIES_AGAIN, decide: unavailable },
  timeout: { says: 'nothing, for too long', becomes: TRIES_AGAIN, decide: unavailable },
  bad_answer: { says: 'HTML, garbage, wrong types or a redirect', becomes: TRIES_AGAIN, decide: unavailable },
  aborted: { says: 'nothing: we ended the call', becomes: 'The job goes on where it was.', decide: unavailable },
  rejected: { says: 'any other refusal', becomes: TRIES_AGAIN, decide: unavailable },
}

export const decideOnError: Decide = (error, situation) => NEMO_ERROR_TABLE[error.code].decide(error, situation)
