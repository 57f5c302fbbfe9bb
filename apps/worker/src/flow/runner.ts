import {
  type ClaimedJob,
  DatabaseAway,
  type Job,
  type JobParts,
  type Lease,
  LeaseLost,
  type PendingWakeUp,
} from '@nemo-batch/database'
import { fail, isFinal, MESSAGE_CREDITS, type Stage } from '@nemo-batch/domain'
import type { Logger } from '@nemo-batch/runtime'
import type { AccountAnswer, Accounts } from './accounts.ts'
import { type CanceledJob, cancelJob } from './cancel-job.ts'
import { type DecidedMove, decideMove, planOf, withEvents } from './decide-move.ts'
import type { JobStore } from './job-store.ts'
import type { HeldJob, LeaseKeeper } from './lease-keeper.ts'
import { INTERNAL_FAULT, runStage, type StageRun } from './run-stage.ts'
import type { StageDefinition, StageTools } from './stage.ts'
import { begins, isMessageInDoubt } from './what-begins.ts'

export type Runner = {
  /** Takes the job as far as it goes without waiting. A wake-up that comes twice, late or for nothing does no harm. */
  run(jobId: string): Promise<void>
  /** Resolves when nothing runs at the moment. */
  idle(): Promise<void>
}

export type RunnerOptions = {
  readonly store: JobStore
  readonly leases: LeaseKeeper
  readonly tools: StageTools
  readonly accounts: Accounts
  readonly stages: Readonly<Record<Stage, StageDefinition>>
  readonly logger: Logger
  readonly random: () => number
  /** `letGo`: begin nothing more, let go of streams. `now`: end whatever runs. */
  readonly stopping: { readonly letGo: AbortSignal; readonly now: AbortSignal }
  /** Queues a wake-up after the commit. */
  readonly wake: (wakeUp: PendingWakeUp) => Promise<void>
  /** A job left its slot: another may start. */
  readonly slotFreed: (accountId: string) => Promise<void>
  readonly changed: () => void
}

/** How long a job rests that this worker could neither carry on nor write down. */
const DROP_DELAY_MS = 5_000

/** What a job carries from one stage to the next under the same lease. */
type Running = { readonly job: Job; readonly isPaused: boolean; readonly isCancelRequested: boolean }

export function createRunner(options: RunnerOptions): Runner {
  const { store, leases, logger, stopping } = options
  const running = new Set<Promise<void>>()

  async function runClaimed(job: ClaimedJob, lease: Lease, held: HeldJob): Promise<void> {
    let current: Running | null = { job, isPaused: job.isPaused, isCancelRequested: job.cancelRequestedAt !== null }
    while (current !== null) {
      const at: Running = current
      try {
        current = await advance(at, lease, held)
      } catch (error) {
        return giveUp(at.job, lease, error)
      }
    }
  }

  /** @returns the job when its next stage goes on at once under the same lease */
  async function advance(at: Running, lease: Lease, held: HeldJob): Promise<Running | null> {
    const { job } = at
    const parts = await store.parts(job.id)
    const step = parts.steps[job.stepIndex]
    if (job.stage === null || step === undefined) throw new Error('a running job has no stage or no such step')
    const run: StageRun = {
      ...{ job, stage: job.stage, step, parts, lease, held },
      logger: logger.child({ jobId: job.id, stage: job.stage }),
    }
    if (at.isCancelRequested || held.isCancelRequested()) return write(run, await cancel(run, undefined))
    if (stopping.letGo.aborted) return write(run, decide(run, { decision: { kind: 'hold', delayMs: 0 } }))
    if (at.isPaused && begins(job.stage, step)) return write(run, decide(run, { decision: { kind: 'park' } }))
    const result = await runStage(options, run)
    const decided = decide(run, result)
    // an end that was reached while the cancel came in stands
    const isCanceled = held.isCancelRequested() && !isFinal(decided.move.status)
    return write(run, isCanceled ? await cancel(run, result.record) : decided)
  }

  function decide(run: StageRun, result: Awaited<ReturnType<typeof runStage>>): Decided {
    const { job, stage, parts } = run
    const decided = decideMove(result.decision, {
      job,
      at: { stage, stepIndex: job.stepIndex },
      steps: planOf(parts.steps, new Set(parts.media.map((item) => item.stepIndex))),
      progressWithin: result.progressWithin ?? 0,
      balanceCheckMs: options.tools.config.NEMO_BALANCE_CHECK_INTERVAL_MS,
      isPaid: parts.steps.some((step) => step.sentAt !== null),
      random: options.random(),
    })
    const record = withEvents(result.record, decided.events)
    const { move } = decided
    if (move.status === 'failed')
      return { ...decided, record: { ...record, step: { ...record.step, status: 'failed' } } }
    if (move.startsOver) return { ...decided, record: { ...record, job: { ...record.job, ...countLost(job, parts) } } }
    return { ...decided, record }
  }

  async function cancel({ job, step, logger: log }: StageRun, record: CanceledJob['record'] | undefined) {
    const account = await tokenOf(job)
    const token = account?.kind === 'ready' ? account.token : null
    return cancelJob({ nemo: options.tools.nemo, logger: log, job, step, record, token })
  }

  const tokenOf = (job: Job): Promise<AccountAnswer | null> =>
    options.accounts.ask(job.accountId, () => false).catch(() => null)

  async function write({ job, lease, held, stage, logger: log }: StageRun, decided: Decided): Promise<Running | null> {
    let { move } = decided
    if (decided.slowsAccount) {
      const pauseMs = await options.accounts.slowDown(job.accountId, move.wakeDelayMs ?? 0)
      move = { ...move, wakeDelayMs: Math.max(move.wakeDelayMs ?? 0, pauseMs) }
    }
    // the next stage is another worker's, or this one's after its next start
    if (stopping.letGo.aborted && move.status === 'running') move = { ...move, wakeDelayMs: move.wakeDelayMs ?? 0 }
    const startedMs = leases.now()
    const moved = await store.move(lease, { status: job.status, stepIndex: job.stepIndex }, move, decided.record)
    held.confirm(startedMs)
    options.changed()
    log.debug({ from: stage, to: move.stage, status: move.status }, 'job moved')
    if (moved.wakeUp !== null) await options.wake(moved.wakeUp)
    if (move.status !== 'running') await options.slotFreed(job.accountId)
    if (moved.wakeUp !== null || move.status !== 'running') return null
    const {
      wakeDelayMs: _wakeDelayMs,
      startsOver: _startsOver,
      checkAfterMs: _checkAfterMs,
      warnings,
      ...changed
    } = move
    return {
      job: { ...job, ...decided.record.job, ...changed, warnings: [...job.warnings, ...(warnings ?? [])] },
      isPaused: moved.isPaused,
      isCancelRequested: moved.isCancelRequested,
    }
  }

  async function runOne(jobId: string): Promise<void> {
    if (stopping.letGo.aborted) return
    const startedMs = leases.now()
    const claimed = await store.claim(jobId)
    if (claimed === null) return
    const held = leases.hold(claimed.lease, startedMs)
    try {
      await runClaimed(claimed.job, claimed.lease, held)
    } finally {
      held.release()
    }
  }

  async function giveUp(job: Job, lease: Lease, error: unknown): Promise<void> {
    const jobId = job.id
    if (error instanceof LeaseLost) return logger.info({ jobId }, 'lost the lease; nothing was written')
    logger.error({ jobId, err: error }, 'a job could not be carried on')
    await leave(job, lease, error).catch((leaveError: unknown) =>
      logger.warn({ jobId, err: leaveError }, 'nothing can be written; its lease has to run out'),
    )
  }

  /** An outage passes, so the job is taken up again; what cannot be written while there is none would fail each time. */
  async function leave(job: Job, lease: Lease, error: unknown): Promise<void> {
    if (error instanceof DatabaseAway) return store.drop(lease, DROP_DELAY_MS)
    const failed = decideMove(fail({ code: 'internal', message: INTERNAL_FAULT, billed: 'unknown' }), {
      ...{ job, at: { stage: job.stage ?? 'session', stepIndex: job.stepIndex }, steps: [] },
      ...{ progressWithin: 0, balanceCheckMs: 0, isPaid: false, random: 0 },
    })
    await store.move(lease, { status: job.status, stepIndex: job.stepIndex }, failed.move, { events: failed.events })
    await options.slotFreed(job.accountId)
    options.changed()
  }

  return {
    run(jobId) {
      const work = runOne(jobId)
      const settled = work.then(
        () => undefined,
        () => undefined,
      )
      running.add(settled)
      void settled.then(() => running.delete(settled))
      return work
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

/** What became of a message in a lost session cannot be seen any more; it may well have been paid. */
function countLost(job: Job, { steps }: JobParts): Pick<Job, 'creditsSpent'> {
  return { creditsSpent: job.creditsSpent + MESSAGE_CREDITS * steps.filter(isMessageInDoubt).length }
}

type Decided = Pick<DecidedMove, 'move' | 'slowsAccount'> & { readonly record: CanceledJob['record'] }
