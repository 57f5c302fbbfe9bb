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

const failure = (code: JobErrorCode, error: NemoError, billed: Billed) => ({
  code,
  message: error.message,
  nemoCode: error.nemoCode,
  billed,
})

const unavailable: Decide = (error, { billed }) => retry(failure('nemo_unavailable', error, billed))

/** Read beside the error table of the protocol: what NEMO says, and what becomes of the job. */
const DECISIONS: Record<NemoErrorCode, Decide> = {
  // 1001: a new token with the same client id, asked for once for all jobs; an own token can only be replaced by hand
  token_invalid: (error, { accountKind, stageTries, billed, webUrl }) =>
    accountKind === 'anonymous' && stageTries + 1 < MAX_TOKEN_TRIES
      ? retry(failure('nemo_unavailable', error, billed), TOKEN_RETRY_MS)
      : block('credentials_rejected', 'NemoVideo rejects the token of this account. Replace it.', webUrl),
  // 1002: start over in a new session, a bounded number of times, unless the caller would rather have it fail
  session_not_found: (error, { sessionsOpened, onSessionLost, billed }) =>
    onSessionLost === 'restart' && sessionsOpened < MAX_SESSIONS
      ? goto('session')
      : fail(failure('session_lost', error, billed)),
  // 2001
  credits_exhausted: (_error, { accountKind, userId, webUrl }) =>
    accountKind === 'anonymous' && userId !== null
      ? block(
          'credits_exhausted',
          'The account is out of credits. Register it to get more.',
          `${webUrl}/?bind=${encodeURIComponent(userId)}`,
        )
      : block('credits_exhausted', 'The account is out of credits. Top it up.', webUrl),
  // HTTP 402, with all attribution headers sent, as the client always does
  plan_required: (_error, { webUrl }) =>
    block('plan_required', 'The plan of this account does not allow exports. Register or upgrade it.', webUrl),
  // 4001 and 4002; the upload stage says which file it was
  unsupported_file: (error, { billed }) => fail(failure('unsupported_file', error, billed)),
  file_too_large: (error, { billed }) => fail(failure('file_too_large', error, billed)),
  // 429: this job waits and tries once more, then the whole account slows down
  rate_limited: (error, { rateLimitDelayMs }) => throttle(error.retryAfterMs ?? rateLimitDelayMs),
  // 400: the client sends the account's id with every such call, so it came off on the way
  client_id_missing: unavailable,
  render_not_found: (error, { billed }) => retry(failure('output_invalid', error, billed)),
  // 5xx and the network: again with backoff; only a message never comes this far, it goes to verify instead
  server_error: unavailable,
  network: unavailable,
  timeout: unavailable,
  bad_answer: unavailable,
  aborted: unavailable,
  rejected: unavailable,
}

export const decideOnError: Decide = (error, situation) => DECISIONS[error.code](error, situation)
