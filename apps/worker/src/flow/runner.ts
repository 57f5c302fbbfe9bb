import {
  claimJob,
  type Database,
  type Job,
  type JobRecord,
  type Lease,
  LeaseLost,
  loadJobParts,
  moveJob,
  type PendingWakeUp,
  recordJob,
  renewLease,
} from '@nemo-batch/database'
import { retry, type Stage, type StageDecision, wait } from '@nemo-batch/domain'
import { NemoError } from '@nemo-batch/nemo-client'
import { type Logger, newId } from '@nemo-batch/runtime'
import type { AccountToken, AccountTokens } from './account-token.ts'
import { decideMove, planOf, withEvents } from './decide-move.ts'
import { decideOnError } from './decide-on-error.ts'
import type { StageContext, StageDefinition, StageResult, StageTools } from './stage.ts'

export type Runner = {
  /** Takes the job as far as it goes without waiting. A wake-up that comes twice, late or for nothing does no harm. */
  run(jobId: string, signal: AbortSignal): Promise<void>
}

export type RunnerOptions = {
  readonly db: Database
  readonly tools: StageTools
  readonly tokens: AccountTokens
  readonly stages: Readonly<Record<Stage, StageDefinition>>
  readonly logger: Logger
  readonly random: () => number
  readonly leaseMs: number
  /** Queues a wake-up after the commit. */
  readonly wake: (wakeUp: PendingWakeUp) => Promise<void>
  /** A job left its slot: another may start. */
  readonly slotFreed: (accountId: string) => Promise<void>
  readonly changed: () => void
}

const TOKEN_WAIT_MS = 300

export function createRunner(options: RunnerOptions): Runner {
  const { db, logger } = options

  return {
    async run(jobId, signal) {
      const token = newId('lease')
      const job = await claimJob(db, { jobId, leaseToken: token, leaseMs: options.leaseMs })
      if (job === null) return
      const lease: Lease = { job, token }
      const held = keepLease(options, jobId, token, signal)
      try {
        if (job.status === 'blocked') await recheck(job, lease)
        else await runStages(job, lease, held.signal)
      } catch (error) {
        if (!(error instanceof LeaseLost)) throw error
        logger.info({ jobId }, 'lost the lease; nothing was written')
      } finally {
        held.release()
      }
    },
  }

  async function runStages(first: Job, lease: Lease, signal: AbortSignal): Promise<void> {
    let job = first
    for (;;) {
      const moved = await runStage(job, lease, signal)
      if (moved === null) return
      job = { ...job, ...moved }
    }
  }

  /** @returns what changed in the job when its next stage goes on at once under the same lease */
  async function runStage(job: Job, lease: Lease, signal: AbortSignal): Promise<Partial<Job> | null> {
    const stage = job.stage
    if (stage === null) throw new Error('a running job has no stage')
    const parts = await loadJobParts(db, job.id)
    const step = parts.steps[job.stepIndex]
    if (step === undefined) throw new Error('the job has no such step')
    const media = parts.media.filter((item) => item.stepIndex === job.stepIndex)
    const mediaSteps = new Set(parts.media.map((item) => item.stepIndex))
    const log = logger.child({ jobId: job.id, stage })
    const result = await runGuarded(job, log, (account) => {
      const context: StageContext = {
        ...options.tools,
        job,
        step,
        steps: parts.steps,
        media,
        token: account.token,
        logger: log,
        signal,
        record: async (record) => {
          await recordJob(db, lease, step.stepIndex, record)
          applyRecord(context, record)
          if ((record.events?.length ?? 0) > 0) options.changed()
        },
      }
      return options.stages[stage].run(context)
    })
    const decided = decideMove(result.decision, {
      job,
      at: { stage, stepIndex: job.stepIndex },
      steps: planOf(parts.steps, mediaSteps),
      progressWithin: result.progressWithin ?? 0,
      blockedRecheckMs: options.tools.config.NEMO_BALANCE_CHECK_INTERVAL_MS,
      random: options.random(),
    })
    const at = { status: job.status, stepIndex: job.stepIndex }
    const wakeUp = await moveJob(db, lease, at, decided.move, withEvents(result.record, decided.events))
    options.changed()
    log.debug({ decision: result.decision.kind, status: decided.move.status }, 'stage decided')
    if (wakeUp !== null) await options.wake(wakeUp)
    if (decided.move.status !== 'running') await options.slotFreed(job.accountId)
    if (wakeUp !== null || decided.move.status !== 'running') return null
    return { ...result.record?.job, ...decided.move }
  }

  /** Runs a stage and turns whatever it throws into a decision; only a lost lease passes through. */
  async function runGuarded(
    job: Job,
    log: Logger,
    run: (account: AccountToken) => Promise<StageResult>,
  ): Promise<StageResult> {
    let account: AccountToken | null = null
    try {
      account = await options.tokens.current(job.accountId)
      return account === null ? { decision: wait(TOKEN_WAIT_MS) } : await run(account)
    } catch (error) {
      if (error instanceof LeaseLost) throw error
      if (error instanceof NemoError) {
        log.warn({ code: error.code, nemoCode: error.nemoCode, message: error.message }, 'NEMO refused a call')
        if (error.code === 'token_invalid' && account !== null) await options.tokens.refused(account)
        return { decision: onNemoError(error, job, account) }
      }
      log.error({ err: error }, 'a stage threw')
      const message = 'The service met a fault of its own; the log has it under this job.'
      return { decision: retry({ code: 'internal', message, billed: job.creditsSpent > 0 }) }
    }
  }

  function onNemoError(error: NemoError, job: Job, account: AccountToken | null): StageDecision {
    return decideOnError(error, {
      stage: job.stage ?? 'session',
      accountKind: account?.account.kind ?? 'anonymous',
      userId: account?.account.userId ?? null,
      sessionsOpened: job.sessionsOpened,
      webUrl: options.tools.config.NEMO_WEB_URL,
      rateLimitDelayMs: options.tools.config.NEMO_RATE_LIMIT_DELAY_MS,
    })
  }

  /** A blocked job looks whether its account can go on; then it waits for a slot and goes on in the stage it was in. */
  async function recheck(job: Job, lease: Lease): Promise<void> {
    const at = { status: job.status, stepIndex: job.stepIndex }
    const canGoOn = await accountCanGoOn(job)
    const delayMs = options.tools.config.NEMO_BALANCE_CHECK_INTERVAL_MS
    if (canGoOn) {
      await moveJob(db, lease, at, { status: 'queued', blocked: null, stageTries: 0, wakeDelayMs: null })
      await options.slotFreed(job.accountId)
    } else {
      const wakeUp = await moveJob(db, lease, at, { status: 'blocked', wakeDelayMs: delayMs })
      if (wakeUp !== null) await options.wake(wakeUp)
    }
    options.changed()
  }

  async function accountCanGoOn(job: Job): Promise<boolean> {
    try {
      const account = await options.tokens.current(job.accountId)
      if (account === null) return false
      const credits = await options.tools.nemo.credits({ token: account.token })
      return job.blocked?.reason !== 'credits_exhausted' || credits.available >= CREDITS_FOR_A_MESSAGE
    } catch (error) {
      if (!(error instanceof NemoError)) throw error
      return false
    }
  }
}

const CREDITS_FOR_A_MESSAGE = 50

/** Renews the lease while a stage runs; losing it aborts the stage, as a stop of the process does. */
function keepLease(
  { db, leaseMs, logger }: RunnerOptions,
  jobId: string,
  leaseToken: string,
  stop: AbortSignal,
): { signal: AbortSignal; release: () => void } {
  const lost = new AbortController()
  const timer = setInterval(() => {
    renewLease(db, { jobId, leaseToken, leaseMs }).then(
      (isOurs) => {
        if (!isOurs) lost.abort(new LeaseLost(jobId))
      },
      (error: unknown) => logger.warn({ jobId, err: error }, 'the lease could not be renewed'),
    )
  }, leaseMs / 3)
  return { signal: AbortSignal.any([stop, lost.signal]), release: () => clearInterval(timer) }
}

function applyRecord(context: StageContext, record: JobRecord): void {
  Object.assign(context.job, record.job)
  Object.assign(context.step, record.step)
  for (const change of record.media ?? []) {
    const item = context.media.find((media) => media.position === change.position)
    if (item !== undefined) Object.assign(item, change)
  }
}
