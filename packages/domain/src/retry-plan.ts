import { MESSAGE_CREDITS } from './credits.ts'
import type { JobErrorCode } from './error-codes.ts'
import type { Stage } from './job-status.ts'

/**
 * What a retry forgets of the step that failed; everything else of the job stays as it was.
 *
 *   session  all of the session: every step and every photo starts over in a new one
 *   message  that the instruction was sent, and the draft before it: it is sent again
 *   intent   that the instruction was sent, but not the draft before it: it is sent again only if nothing came of it
 *   reads    how often the draft was looked at
 *   render   the render: a new one is submitted
 *   polls    how often the render and its video were asked for: the same render is asked for again
 *   nothing
 */
export type Forgotten = 'session' | 'message' | 'intent' | 'reads' | 'render' | 'polls' | 'nothing'
export type RetryPlan = { readonly stage: Stage; readonly forget: Forgotten }

const WHERE_IT_FAILED: Record<Stage, RetryPlan> = {
  session: { stage: 'session', forget: 'nothing' },
  upload: { stage: 'upload', forget: 'nothing' },
  instruct: { stage: 'instruct', forget: 'nothing' },
  verify: { stage: 'verify', forget: 'reads' },
  render: { stage: 'render', forget: 'polls' },
  fetch: { stage: 'fetch', forget: 'polls' },
}

const NEW_SESSION: RetryPlan = { stage: 'session', forget: 'session' }

/** null: at the stage where it failed. */
const PLANS: Record<JobErrorCode, RetryPlan | null> = {
  unsupported_file: null,
  file_too_large: null,
  media_unreachable: null,
  instruction_timeout: { stage: 'instruct', forget: 'intent' },
  no_change: { stage: 'instruct', forget: 'intent' },
  empty_draft: { stage: 'instruct', forget: 'message' },
  session_lost: NEW_SESSION,
  render_failed: { stage: 'render', forget: 'render' },
  // the same render may be done by now
  render_timeout: { stage: 'render', forget: 'polls' },
  output_invalid: { stage: 'render', forget: 'render' },
  nemo_unavailable: null,
  outcome_unknown: { stage: 'instruct', forget: 'intent' },
  internal: null,
}

/** Where a failed job starts again, so that as little as possible is done and paid a second time. */
export function retryPlan(failed: {
  readonly code: JobErrorCode
  readonly stage: Stage
  readonly hasSession: boolean
}): RetryPlan {
  if (!failed.hasSession) return NEW_SESSION
  return PLANS[failed.code] ?? WHERE_IT_FAILED[failed.stage]
}

/**
 * The credits that a job retried by this plan still has to pay: for each message that has yet to be sent, or again.
 * @param at the step where it failed, and whether its message was sent
 */
export function retryCredits(
  plan: RetryPlan,
  at: { readonly stepIndex: number; readonly stepCount: number; readonly wasSent: boolean },
): number {
  return MESSAGE_CREDITS * messagesToSend(plan, at)
}

function messagesToSend(plan: RetryPlan, at: { stepIndex: number; stepCount: number; wasSent: boolean }): number {
  const later = at.stepCount - at.stepIndex - 1
  switch (plan.forget) {
    case 'session':
      return at.stepCount
    case 'message':
    case 'intent':
      return later + 1
    case 'reads':
    case 'render':
    case 'polls':
      return later
    case 'nothing':
      return at.wasSent ? later : later + 1
  }
}
