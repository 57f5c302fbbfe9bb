import {
  type AccountState,
  DatabaseAway,
  type Job,
  type JobParts,
  type JobRecord,
  type JobStep,
  type Lease,
  LeaseLost,
} from '@nemo-batch/database'
import { retry, type Stage } from '@nemo-batch/domain'
import { NemoError } from '@nemo-batch/nemo-client'
import type { Logger } from '@nemo-batch/runtime'
import type { AccountToken } from './accounts.ts'
import type { FlowDecision } from './decide-move.ts'
import { decideOnError } from './decide-on-error.ts'
import type { HeldJob } from './lease-keeper.ts'
import type { RunnerOptions } from './runner.ts'
import type { StageContext, StageResult } from './stage.ts'
import { billedSoFar, isStoppedBy } from './what-begins.ts'

export type StageRun = {
  readonly job: Job
  readonly stage: Stage
  readonly step: JobStep
  readonly parts: JobParts
  readonly lease: Lease
  readonly held: HeldJob
  readonly logger: Logger
}

export const INTERNAL_FAULT = 'The service met a fault of its own; its log has it under the id of this job.'

export type FlowResult = Omit<StageResult, 'decision'> & { readonly decision: FlowDecision }

/**
 * Runs one stage with what the account gives for it, and turns whatever it throws into a decision. Only a lost lease
 * and a database that is away pass through: then nothing could be written anyway.
 */
export async function runStage(options: RunnerOptions, run: StageRun): Promise<FlowResult> {
  let account: AccountToken | null = null
  try {
    const answer = await options.accounts.ask(run.job.accountId, (blocked) => isStoppedBy(blocked, run.stage, run.step))
    if (answer.kind === 'wait') return { decision: { kind: 'hold', delayMs: answer.delayMs } }
    if (answer.kind === 'blocked') return { decision: blockOf(answer.blocked) }
    account = answer
    return await options.stages[run.stage].run(contextOf(options, run, answer.token))
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof DatabaseAway) throw error
    return { decision: await decideOnThrown(options, run, error, account) }
  }
}

const blockOf = (blocked: NonNullable<AccountState['blocked']>): FlowDecision => ({
  kind: 'block',
  reason: blocked.reason,
  message: blocked.message,
  actionUrl: blocked.action_url,
})

/** An operator has to make room; until then every try would fail. */
const FULL_STORAGE_MS = 30_000

const isStorageFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['storage_full', 'ENOSPC', 'EDQUOT'].includes(String(error.code))

async function decideOnThrown(
  options: RunnerOptions,
  { job, stage, step, logger, held }: StageRun,
  error: unknown,
  account: AccountToken | null,
): Promise<FlowDecision> {
  const { stopping, tools } = options
  if (held.signal.reason instanceof LeaseLost) throw held.signal.reason
  // not the stage's fault, so not one of its tries
  if (stopping.now.aborted || held.isCancelRequested()) return { kind: 'hold', delayMs: 0 }
  const billed = billedSoFar(job, step)
  if (!(error instanceof NemoError)) {
    logger.error({ err: error }, 'a stage threw')
    if (isStorageFull(error)) return { kind: 'hold', delayMs: FULL_STORAGE_MS, waitingFor: 'storage' }
    return retry({ code: 'internal', message: INTERNAL_FAULT, billed })
  }
  logger.warn({ code: error.code, nemoCode: error.nemoCode, message: error.message }, 'NEMO refused a call')
  if (error.code === 'token_invalid' && account !== null) await options.accounts.tokenRefused(account)
  return decideOnError(error, {
    stage,
    billed,
    accountKind: account?.account.kind ?? 'anonymous',
    userId: account?.account.userId ?? null,
    sessionsOpened: job.sessionsOpened,
    onSessionLost: job.onSessionLost,
    stageTries: job.stageTries,
    webUrl: tools.config.NEMO_WEB_URL,
    rateLimitDelayMs: tools.config.NEMO_RATE_LIMIT_DELAY_MS,
  })
}

function contextOf(options: RunnerOptions, run: StageRun, token: string): StageContext {
  const { job, step, parts, lease, held, logger } = run
  const { stopping, store, leases } = options
  const context: StageContext = {
    ...options.tools,
    ...{ job, step, token, logger },
    steps: parts.steps,
    media: parts.media.filter((item) => item.stepIndex === job.stepIndex),
    signal: AbortSignal.any([stopping.now, held.signal]),
    letGo: stopping.letGo,
    assertFresh: held.assertFresh,
    record: async (record) => {
      const startedMs = leases.now()
      await store.record(lease, step.stepIndex, record)
      held.confirm(startedMs)
      applyRecord(context, record)
      if ((record.events?.length ?? 0) > 0) options.changed()
    },
  }
  return context
}

function applyRecord(context: StageContext, record: JobRecord): void {
  Object.assign(context.job, record.job)
  Object.assign(context.step, record.step)
  for (const change of record.media ?? []) {
    const item = context.media.find((media) => media.position === change.position)
    if (item !== undefined) Object.assign(item, change)
  }
}
