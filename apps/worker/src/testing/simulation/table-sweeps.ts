import type { HeldLease, LeaseState, PendingWakeUp } from '@nemo-batch/database'
import { changeStatus, freeSlots, pausedMs } from './table-counts.ts'
import { addEvents, type JobRow, jobOf, type Tables } from './tables.ts'

const OVERDUE_MS = 5_000

const wakeUpOf = ({ id, wakeNumber }: JobRow): PendingWakeUp => ({ jobId: id, wakeNumber })

function due(tables: Tables, job: JobRow): PendingWakeUp {
  job.wakeNumber += 1
  job.wakeAtMs = tables.nowMs()
  return wakeUpOf(job)
}

const leaseIsOver = (tables: Tables, job: JobRow): boolean =>
  job.leaseToken !== null && job.leaseExpiresMs < tables.nowMs()

export function renewLeases(tables: Tables, leases: readonly HeldLease[], leaseMs: number): LeaseState[] {
  return leases.map((lease) => {
    const job = jobOf(tables, lease.jobId)
    const isOurs = job.leaseToken === lease.token
    if (isOurs) job.leaseExpiresMs = tables.nowMs() + leaseMs
    return { ...lease, isOurs, isCancelRequested: job.cancelRequestedAt !== null }
  })
}

export const findExpiredLeases = (tables: Tables): HeldLease[] =>
  [...tables.jobs.values()]
    .filter((job) => leaseIsOver(tables, job))
    .map((job) => ({ jobId: job.id, token: job.leaseToken ?? '' }))

export function takeLeases(tables: Tables, leases: readonly HeldLease[]): PendingWakeUp[] {
  const jobs = leases
    .map(({ jobId, token }) => ({ job: jobOf(tables, jobId), token }))
    .filter(({ job, token }) => job.leaseToken === token && leaseIsOver(tables, job))
  return jobs.map(({ job }) => {
    job.leaseToken = null
    return due(tables, job)
  })
}

const isOverdue = (tables: Tables, job: JobRow): boolean =>
  job.status === 'running' &&
  job.leaseToken === null &&
  job.wakeAtMs !== null &&
  job.wakeAtMs < tables.nowMs() - OVERDUE_MS

const some = (tables: Tables, is: (job: JobRow) => boolean): boolean => {
  for (const job of tables.jobs.values()) if (is(job)) return true
  return false
}

export const hasExpiredLeases = (tables: Tables): boolean => some(tables, (job) => leaseIsOver(tables, job))

export const hasOverdueWakeUps = (tables: Tables): boolean => some(tables, (job) => isOverdue(tables, job))

export const takeOverdueWakeUps = (tables: Tables): PendingWakeUp[] =>
  [...tables.jobs.values()].filter((job) => isOverdue(tables, job)).map((job) => due(tables, job))

const isWaiting = (tables: Tables, job: JobRow): boolean =>
  job.status === 'queued' && tables.batches.get(job.batchId)?.isPaused === false

const waiting = (tables: Tables): JobRow[] => [...tables.jobs.values()].filter((job) => isWaiting(tables, job))

export const needsAdmission = (tables: Tables): boolean =>
  (tables.account.blocked !== null ||
    (tables.account.activeJobs < tables.account.maxActiveJobs && pausedMs(tables) === 0)) &&
  some(tables, (job) => isWaiting(tables, job))

/** Batches take turns; on a blocked account queued jobs become visibly blocked instead. */
export function admitJobs(tables: Tables): PendingWakeUp[] {
  const { blocked } = tables.account
  if (blocked !== null) {
    for (const job of waiting(tables)) {
      Object.assign(job, { blocked })
      addEvents(tables, job, [{ type: 'job.blocked', data: blocked }])
      changeStatus(tables, job, 'blocked')
    }
    return []
  }
  const places = [...Map.groupBy(waiting(tables), (job) => job.batchId)].flatMap(([batchId, jobs]) => {
    const { counts, lastTurn = 0 } = tables.batches.get(batchId) ?? {}
    const running = counts?.running ?? 0
    return jobs.sort((a, b) => a.position - b.position).map((job, rank) => ({ job, order: running + rank, lastTurn }))
  })
  places.sort((a, b) => a.order - b.order || a.lastTurn - b.lastTurn)
  const taken = places.slice(0, Math.max(0, freeSlots(tables)))
  takeTurns(tables, new Set(taken.map(({ job }) => job.batchId)))
  return taken.map(({ job }) => admit(tables, job))
}

/** Every batch that got a slot goes behind the others. */
function takeTurns({ batches }: Tables, admitted: ReadonlySet<string>): void {
  for (const batchId of [...admitted].sort()) {
    const batch = batches.get(batchId)
    if (batch !== undefined) batch.lastTurn = 1 + Math.max(...[...batches.values()].map(({ lastTurn }) => lastTurn))
  }
}

function admit(tables: Tables, job: JobRow): PendingWakeUp {
  const isNewAttempt = !job.attemptStarted
  job.stage ??= 'session'
  job.attempts += Number(isNewAttempt)
  job.attemptStarted = true
  job.stageTries = 0
  addEvents(tables, job, [
    isNewAttempt
      ? { type: 'job.started', data: { attempt: job.attempts } }
      : { type: 'job.stage', data: { stage: job.stage, step_index: job.stepIndex } },
  ])
  changeStatus(tables, job, 'running')
  return due(tables, job)
}

export const needsRelease = (tables: Tables): boolean =>
  tables.account.blocked === null && some(tables, (job) => job.status === 'blocked')

export function releaseBlockedJobs(tables: Tables): void {
  if (tables.account.blocked !== null) return
  for (const job of tables.jobs.values()) {
    if (job.status !== 'blocked') continue
    Object.assign(job, { blocked: null, stageTries: 0 })
    addEvents(tables, job, [{ type: 'job.unblocked' }])
    changeStatus(tables, job, 'queued')
  }
}

/** Taking the account puts off its next look, so that one worker has it. */
export function takeAccountToCheck(tables: Tables, everyMs: number): boolean {
  const { account, nowMs } = tables
  if (account.blocked === null || account.checkAtMs === null || account.checkAtMs > nowMs()) return false
  account.checkAtMs = nowMs() + everyMs
  return true
}

export const unblockAccount = ({ account }: Tables): void => {
  Object.assign(account, { blocked: null, checkAtMs: null })
}
