import {
  type Billed,
  block,
  fail,
  goto,
  type JobErrorCode,
  retry,
  type Stage,
  type StageDecision,
} from '@nemo-batch/domain'
import type { NemoError, NemoErrorCode } from '@nemo-batch/nemo-client'

export type ErrorSituation = {
  readonly stage: Stage
  readonly accountKind: 'anonymous' | 'token'
  readonly userId: string | null
  readonly sessionsOpened: number
  readonly webUrl: string
  readonly rateLimitDelayMs: number
}

/** Sessions one job may open before it fails with `session_lost`. */
const MAX_SESSIONS = 5
const TOKEN_RETRY_MS = 500

type Decide = (error: NemoError, situation: ErrorSituation) => StageDecision

const failure = (code: JobErrorCode, error: NemoError, billed: Billed) => ({
  code,
  message: error.message,
  nemoCode: error.nemoCode,
  billed,
})

const isBilledBefore = (stage: Stage): Billed => stage === 'render' || stage === 'fetch' || stage === 'verify'

const unavailable: Decide = (error, { stage }) => retry(failure('nemo_unavailable', error, isBilledBefore(stage)))

/** Read beside the error table of the protocol: what NEMO says, and what becomes of the job. */
const DECISIONS: Record<NemoErrorCode, Decide> = {
  token_invalid: (error, { accountKind, stage }) =>
    accountKind === 'anonymous'
      ? retry(failure('nemo_unavailable', error, isBilledBefore(stage)), TOKEN_RETRY_MS)
      : block('credentials_rejected', 'NemoVideo rejected the token of this account.', null),
  session_not_found: (error, { sessionsOpened }) =>
    sessionsOpened < MAX_SESSIONS ? goto('session') : fail(failure('session_lost', error, 'unknown')),
  credits_exhausted: (_error, { accountKind, userId, webUrl }) =>
    accountKind === 'anonymous' && userId !== null
      ? block(
          'credits_exhausted',
          'The account is out of credits. Register it to get more.',
          `${webUrl}/?bind=${encodeURIComponent(userId)}`,
        )
      : block('credits_exhausted', 'The account is out of credits. Top it up.', webUrl),
  plan_required: (_error, { webUrl }) =>
    block('plan_required', 'The plan of this account does not allow exports. Register or upgrade it.', webUrl),
  unsupported_file: (error) => fail(failure('unsupported_file', error, false)),
  file_too_large: (error) => fail(failure('file_too_large', error, false)),
  rate_limited: (error, { stage, rateLimitDelayMs }) =>
    retry(failure('nemo_unavailable', error, isBilledBefore(stage)), error.retryAfterMs ?? rateLimitDelayMs),
  client_id_missing: unavailable,
  render_not_found: (error) => fail(failure('render_failed', error, true)),
  server_error: unavailable,
  network: unavailable,
  timeout: unavailable,
  bad_answer: unavailable,
  aborted: unavailable,
  rejected: unavailable,
}

export const decideOnError: Decide = (error, situation) => DECISIONS[error.code](error, situation)
