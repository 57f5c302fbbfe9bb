import type { Job, JobMove, JobRecord, JobStep, NewEvent } from '@nemo-batch/database'
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
  readonly job: Pick<Job, 'stepIndex' | 'progress' | 'stageTries'>
  readonly at: Position
  readonly steps: readonly PlannedStep[]
  readonly progressWithin: number
  readonly blockedRecheckMs: number
  readonly random: number
}

export type DecidedMove = { readonly move: JobMove; readonly events: readonly NewEvent[] }

/** Turns a stage's decision into the move that the runner writes. Pure: the whole of the state machine is here. */
export function decideMove(decision: StageDecision, input: MoveInput): DecidedMove {
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
          stageTries: 0,
          progress: Math.max(job.progress, progressPercent(at, input.steps.length, input.progressWithin)),
          wakeDelayMs: decision.delayMs,
        },
        events: [],
      }
    case 'retry': {
      const tries = job.stageTries + 1
      if (tries >= MAX_STAGE_TRIES) return decideMove({ kind: 'fail', failure: decision.failure }, input)
      const delayMs = decision.delayMs ?? backoffDelayMs(tries, input.random)
      return {
        move: { status: 'running', stageTries: tries, wakeDelayMs: delayMs },
        events: [
          {
            type: 'job.progress',
            data: {
              stage: at.stage,
              retrying: decision.failure.code,
              message: decision.failure.message,
              tries,
              delay_ms: delayMs,
            },
          },
        ],
      }
    }
    case 'block': {
      const blocked = { reason: decision.reason, message: decision.message, action_url: decision.actionUrl }
      return {
        move: { status: 'blocked', blocked, wakeDelayMs: input.blockedRecheckMs },
        events: [{ type: 'job.blocked', data: blocked }],
      }
    }
    case 'fail': {
      const error = toJobError(decision.failure, at.stage)
      return { move: { status: 'failed', error, wakeDelayMs: null }, events: [{ type: 'job.failed', data: { error } }] }
    }
  }
}

const completed = (): DecidedMove => ({
  move: { status: 'completed', progress: 100, error: null, stageTries: 0, wakeDelayMs: null },
  events: [{ type: 'job.completed', data: {} }],
})

function goTo(next: Position, wakeDelayMs: number | null, { steps, job }: MoveInput): DecidedMove {
  const progress = Math.max(job.progress, progressPercent(next, steps.length))
  return {
    move: { status: 'running', ...next, stageTries: 0, progress, wakeDelayMs },
    events: [{ type: 'job.stage', data: { stage: next.stage, step_index: next.stepIndex, progress } }],
  }
}

/** The session is gone: everything in it is done again in a new one, the paid instruction too. */
function startOver({ steps }: MoveInput): DecidedMove {
  const at: Position = { stage: 'session', stepIndex: 0 }
  return {
    move: { status: 'running', ...at, startsOver: true, progress: progressPercent(at, steps.length), wakeDelayMs: 0 },
    events: [
      { type: 'job.stage', data: { stage: 'session', step_index: 0, reason: 'session_lost', billed_again: true } },
    ],
  }
}

/** A stage's own record and the move's events, to be written together. */
export const withEvents = (record: JobRecord | undefined, events: readonly NewEvent[]): JobRecord => ({
  ...record,
  events: [...(record?.events ?? []), ...events],
})

export const planOf = (steps: readonly JobStep[], mediaSteps: ReadonlySet<number>): PlannedStep[] =>
  steps.map((step) => ({ render: step.render, hasMedia: mediaSteps.has(step.stepIndex) }))
