import type { PendingWakeUp } from '@nemo-batch/database'
import { type Forgotten, retryPlan } from '@nemo-batch/domain'
import { changeStatus, settleBatch } from './table-counts.ts'
import { forgetSession } from './table-moves.ts'
import { unblockAccount } from './table-sweeps.ts'
import { addEvents, type JobRow, stepKey, type Tables } from './tables.ts'

/** At once when nobody works on it, else by its worker. */
export function cancelJob(tables: Tables, job: JobRow): PendingWakeUp[] {
  if (job.status === 'queued' || job.status === 'blocked') {
    Object.assign(job, { blocked: null, wakeAtMs: null, isEnded: true })
    addEvents(tables, job, [{ type: 'job.canceled', data: { stage: job.stage } }])
    changeStatus(tables, job, 'canceled')
    return []
  }
  if (job.status !== 'running') return []
  job.cancelRequestedAt ??= new Date(tables.nowMs())
  if (job.leaseToken !== null) return []
  job.wakeNumber += 1
  job.wakeAtMs = tables.nowMs()
  return [{ jobId: job.id, wakeNumber: job.wakeNumber }]
}

export function setPaused(tables: Tables, batchId: string, isPaused: boolean): void {
  const batch = tables.batches.get(batchId)
  if (batch === undefined || batch.status === 'completed' || batch.status === 'canceled') return
  batch.isPaused = isPaused
  settleBatch(tables, batch)
}

const INTENT = {
  sentAt: null,
  streamEnded: null,
  streamEndedAt: null,
  streamError: null,
  settleFingerprint: null,
  unchangedReads: 0,
} as const

const FORGET: Record<Exclude<Forgotten, 'session' | 'nothing'>, object> = {
  intent: INTENT,
  message: { ...INTENT, draftBefore: null, fingerprintBefore: null },
  reads: { settleFingerprint: null, unchangedReads: 0 },
  render: {
    renderId: null,
    renderSubmittedAt: null,
    outputUrl: null,
    renderNumber: 0,
    renderPolls: 0,
    fetchTries: 0,
  },
  polls: { renderPolls: 0, fetchTries: 0 },
}

/** Sends a failed job back to the queue, to where its retry starts. */
export function retryJob(tables: Tables, job: JobRow): void {
  if (job.status !== 'failed' || job.error === null) return
  const { code, stage } = job.error
  const plan = retryPlan({
    code,
    stage: (stage ?? job.stage ?? 'session') as NonNullable<JobRow['stage']>,
    hasSession: job.sessionId !== null,
  })
  const batch = tables.batches.get(job.batchId)
  if (batch?.status === 'completed') batch.isPaused = false
  const step = tables.steps.get(job.id)?.[job.stepIndex]
  if (plan.forget === 'session') forgetSession(tables, job.id)
  else if (plan.forget !== 'nothing' && step !== undefined) Object.assign(step, FORGET[plan.forget])
  if (step !== undefined) step.status = step.sentAt === null ? 'pending' : 'running'
  if (plan.forget === 'intent' || plan.forget === 'message') {
    const key = stepKey(job.id, job.stepIndex)
    tables.resends.set(key, (tables.resends.get(key) ?? 0) + 1)
  }
  for (const media of tables.media.get(job.id) ?? []) if (media.status === 'failed') media.status = 'pending'
  Object.assign(job, {
    stage: plan.stage,
    error: null,
    isEnded: false,
    attemptStarted: false,
    stageTries: 0,
    rateLimitTries: 0,
    sessionsOpened: 0,
    cancelRequestedAt: null,
    ...(plan.forget === 'session' ? { stepIndex: 0, sessionId: null, taskId: null, claimUrl: null } : {}),
  })
  addEvents(tables, job, [{ type: 'job.queued', data: { retry: true, stage: plan.stage, previous_error: code } }])
  changeStatus(tables, job, 'queued')
}

/** What a person decides: the account may go on, at full pace. */
export function resumeAccount(tables: Tables): void {
  unblockAccount(tables)
  Object.assign(tables.account, { pausedUntilMs: 0, rateLevel: 0 })
}
