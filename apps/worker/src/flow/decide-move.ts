import type { Job, JobMove, JobRecord, JobStep, JobWarning, NewEvent } from '@nemo-batch/database'
import {
  backoffDelayMs,
  MAX_STAGE_TRIES,
  nextPosition,
  type PlannedStep,
  type Position,
  progressPercent,
  type StageDecision,
  toJobError,
} from '@nemo-batch/domain'

export type MoveInput = {
  readonly job: Pick<Job, 'stepIndex' | 'progress' | 'stageTries' | 'rateLimitTries'>
  readonly at: Position
  readonly steps: readonly PlannedStep[]
  readonly progressWithin: number
  /** How often the account's balance is looked at while it is blocked for it. */
  readonly balanceCheckMs: number
  /** Whether a message was paid in this session. */
  readonly isPaid: boolean
  readonly random: number
}

/**
 * What becomes of a job: a stage's decision, or one of the runner's own.
 *   hold  nothing could be tried; again after `delayMs`, for something that those who watch are told of when it is news
 *   park  its batch is paused: back to the queue, to this stage
 */
export type FlowDecision =
  | StageDecision
  | { readonly kind: 'hold'; readonly delayMs: number; readonly waitingFor?: string }
  | { readonly kind: 'park' }

export type DecidedMove = {
  readonly move: JobMove
  readonly events: readonly NewEvent[]
  /** The provider asked for patience again: the whole account has to slow down. */
  readonly slowsAccount?: boolean
}

/** More patience than this is asked for again. */
const MAX_PATIENCE_MS = 15 * 60_000

/** Turns a decision into the move that the runner writes. Pure: the whole of the state machine is here. */
export function decideMove(decision: FlowDecision, input: MoveInput): DecidedMove {
  const { job, at } = input
  switch (decision.kind) {
    case 'done': {
      const next = nextPosition(at, input.steps)
      return next === 'completed' ? completed() : goTo(next, null, input)
    }
    case 'goto': {
      if (decision.stage === 'session') return startOver(input)
      const delayMs = decision.delayMs ?? 0
      return goTo({ stage: decision.stage, stepIndex: at.stepIndex }, delayMs === 0 ? null : delayMs, input)
    }
    case 'wait':
      return {
        move: {
          status: 'running',
          ...CLEAN,
          progress: Math.max(job.progress, progressPercent(at, input.steps.length, input.progressWithin)),
          wakeDelayMs: decision.delayMs,
        },
        events: [],
      }
    case 'hold':
      return {
        move: { status: 'running', wakeDelayMs: decision.delayMs },
        events: decision.waitingFor === undefined ? [] : [progressEvent(at, { waiting_for: decision.waitingFor })],
      }
    case 'park':
      return { move: { status: 'queued', ...CLEAN, wakeDelayMs: null }, events: [] }
    case 'throttle':
      return beAskedForPatience(decision.delayMs, input)
    case 'retry':
      return tryAgain(decision, input)
    case 'block': {
      const blocked = { reason: decision.reason, message: decision.message, action_url: decision.actionUrl }
      // plans and credentials change by somebody's hand, who then says so; a balance can be seen to come back
      const checkAfterMs = decision.reason === 'credits_exhausted' ? input.balanceCheckMs : null
      return {
        move: { status: 'blocked', ...CLEAN, blocked, checkAfterMs, wakeDelayMs: null },
        events: [{ type: 'job.blocked', data: blocked }],
      }
    }
    case 'fail': {
      const error = toJobError(decision.failure, at.stage)
      return { move: { status: 'failed', error, wakeDelayMs: null }, events: [{ type: 'job.failed', data: { error } }] }
    }
  }
}

const CLEAN = { stageTries: 0, rateLimitTries: 0 } as const

const completed = (): DecidedMove => ({
  move: { status: 'completed', progress: 100, error: null, ...CLEAN, wakeDelayMs: null },
  events: [{ type: 'job.completed', data: {} }],
})

function goTo(next: Position, wakeDelayMs: number | null, { steps, job }: MoveInput): DecidedMove {
  const progress = Math.max(job.progress, progressPercent(next, steps.length))
  return {
    move: { status: 'running', ...next, ...CLEAN, progress, wakeDelayMs },
    events: [{ type: 'job.stage', data: { stage: next.stage, step_index: next.stepIndex, progress } }],
  }
}

function tryAgain(decision: Extract<StageDecision, { kind: 'retry' }>, input: MoveInput): DecidedMove {
  const tries = input.job.stageTries + 1
  if (tries >= MAX_STAGE_TRIES) return decideMove({ kind: 'fail', failure: decision.failure }, input)
  const delayMs = decision.delayMs ?? backoffDelayMs(tries, input.random)
  const { code, message } = decision.failure
  return {
    move: { status: 'running', stageTries: tries, wakeDelayMs: delayMs },
    events: [progressEvent(input.at, { retrying: code, message, tries, delay_ms: delayMs })],
  }
}

/** Once, the job alone waits; asked again, the account as a whole. Neither counts as a try. */
function beAskedForPatience(askedMs: number, { job, at, random }: MoveInput): DecidedMove {
  const patienceMs = Math.min(askedMs, MAX_PATIENCE_MS)
  // spread, so that the jobs that hit the limit together do not hit it together again
  const delayMs = Math.round(patienceMs * (1 + random / 4))
  return {
    move: { status: 'running', rateLimitTries: job.rateLimitTries + 1, wakeDelayMs: delayMs },
    events: [progressEvent(at, { waiting_for: 'rate_limit', delay_ms: delayMs })],
    slowsAccount: job.rateLimitTries > 0,
  }
}

/** The session is gone: everything in it is done again in a new one, the paid instruction too. */
function startOver({ steps, isPaid }: MoveInput): DecidedMove {
  const at: Position = { stage: 'session', stepIndex: 0 }
  const warnings: JobWarning[] = isPaid
    ? [
        {
          code: 'billed_again',
          message: 'NemoVideo lost the session of this job; what was paid in it is sent and paid again in a new one.',
        },
      ]
    : []
  return {
    move: {
      status: 'running',
      ...at,
      ...CLEAN,
      startsOver: true,
      progress: progressPercent(at, steps.length),
      warnings,
      wakeDelayMs: 0,
    },
    events: [
      { type: 'job.stage', data: { stage: 'session', step_index: 0, reason: 'session_lost', billed_again: isPaid } },
    ],
  }
}

const progressEvent = (at: Position, data: Readonly<Record<string, unknown>>): NewEvent => ({
  type: 'job.progress',
  data: { stage: at.stage, ...data },
})

/** A stage's own record and the move's events, to be written together. */
export const withEvents = (record: JobRecord | undefined, events: readonly NewEvent[]): JobRecord => ({
  ...record,
  events: [...(record?.events ?? []), ...events],
})

export const planOf = (steps: readonly JobStep[], mediaSteps: ReadonlySet<number>): PlannedStep[] =>
  steps.map((step) => ({ render: step.render, hasMedia: mediaSteps.has(step.stepIndex) }))
