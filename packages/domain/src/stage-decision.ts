import type { BlockReason, JobFailure } from './error-codes.ts'
import type { Stage } from './job-status.ts'

/**
 * What a stage returns. The runner switches on it exhaustively and alone writes the job.
 *
 *   done      the stage reached its end; the next one follows from the plan
 *   goto      the stage learnt that another one must come next
 *   wait      nothing to do for `delayMs`; no worker slot is held meanwhile
 *   throttle  the provider asked for patience: once the job alone waits, after that the whole account slows down
 *   retry     a passing fault; bounded by the runner, which fails with `failure` once tries are used up
 *   block     the account cannot go on
 *   fail      the job cannot go on
 */
export type StageDecision =
  | { readonly kind: 'done' }
  | { readonly kind: 'goto'; readonly stage: Stage; readonly delayMs?: number }
  | { readonly kind: 'wait'; readonly delayMs: number }
  | { readonly kind: 'throttle'; readonly delayMs: number }
  | { readonly kind: 'retry'; readonly delayMs?: number; readonly failure: JobFailure }
  | {
      readonly kind: 'block'
      readonly reason: BlockReason
      readonly message: string
      readonly actionUrl: string | null
    }
  | { readonly kind: 'fail'; readonly failure: JobFailure }

export const done = (): StageDecision => ({ kind: 'done' })
export const goto = (stage: Stage, delayMs = 0): StageDecision => ({ kind: 'goto', stage, delayMs })
export const wait = (delayMs: number): StageDecision => ({ kind: 'wait', delayMs })
export const throttle = (delayMs: number): StageDecision => ({ kind: 'throttle', delayMs })
export const retry = (failure: JobFailure, delayMs?: number): StageDecision =>
  delayMs === undefined ? { kind: 'retry', failure } : { kind: 'retry', failure, delayMs }
export const block = (reason: BlockReason, message: string, actionUrl: string | null): StageDecision => ({
  kind: 'block',
  reason,
  message,
  actionUrl,
})
export const fail = (failure: JobFailure): StageDecision => ({ kind: 'fail', failure })
