import {
  type ClaimedJob,
  type Job,
  type JobMove,
  type JobParts,
  type JobRecord,
  type Lease,
  LeaseLost,
  type Moved,
  type NewFile,
} from '@nemo-batch/database'
import { canMove, isFinal } from '@nemo-batch/domain'
import { blockAccount, changeStatus } from './table-counts.ts'
import { addEvents, type JobRow, jobOf, type Tables } from './tables.ts'

/** What `JobStore` does, each call one transaction, with the guards of the statements that it stands for. */
export type TableMoves = {
  claim(jobId: string, token: string, leaseMs: number): ClaimedJob | null
  parts(jobId: string): JobParts
  record(lease: Lease, stepIndex: number, record: JobRecord): void
  move(lease: Lease, at: Pick<Job, 'status' | 'stepIndex'>, move: JobMove, record: JobRecord): Moved
  drop(lease: Lease, delayMs: number): void
}

const EARLY_MS = 1_000

export function createTableMoves(tables: Tables): TableMoves {
  const isPaused = (job: JobRow): boolean => tables.batches.get(job.batchId)?.isPaused === true

  function guarded({ job: { id }, token }: Lease): JobRow {
    const job = jobOf(tables, id)
    if (job.leaseToken !== token) throw new LeaseLost(id)
    return job
  }

  function addFile(file: NewFile): void {
    for (const { storageKey } of tables.files.values())
      if (storageKey === file.storageKey) throw new Error(`${storageKey} is kept already`)
    tables.files.set(file.id, file)
  }

  function write(job: JobRow, { leaseMs }: Lease, stepIndex: number, record: JobRecord): void {
    if (record.file !== undefined) addFile(record.file)
    job.leaseExpiresMs = tables.nowMs() + leaseMs
    Object.assign(job, record.job)
    const step = tables.steps.get(job.id)?.[stepIndex]
    if (step !== undefined) Object.assign(step, record.step)
    for (const change of record.media ?? []) {
      const item = tables.media
        .get(job.id)
        ?.find((media) => media.stepIndex === change.stepIndex && media.position === change.position)
      if (item !== undefined) Object.assign(item, change)
    }
    addEvents(tables, job, record.events ?? [])
  }

  return {
    claim(jobId, token, leaseMs) {
      const job = jobOf(tables, jobId)
      const nowMs = tables.nowMs()
      const isDue = job.wakeAtMs !== null && job.wakeAtMs <= nowMs + EARLY_MS
      if (job.status !== 'running' || job.leaseToken !== null || !isDue) return null
      job.leaseToken = token
      job.leaseExpiresMs = nowMs + leaseMs
      return { ...job, isPaused: isPaused(job) }
    },
    parts: (jobId) => ({
      steps: (tables.steps.get(jobId) ?? []).map((step) => ({ ...step })),
      media: (tables.media.get(jobId) ?? []).map((media) => ({ ...media })),
    }),
    record: (lease, stepIndex, record) => write(guarded(lease), lease, stepIndex, record),
    move(lease, at, move, record) {
      const { status, wakeDelayMs, startsOver, checkAfterMs, warnings, ...fields } = move
      if (status !== at.status && !canMove(at.status, status))
        throw new Error(`a job cannot move from ${at.status} to ${status}`)
      const job = guarded(lease)
      if (job.status !== at.status) throw new LeaseLost(job.id)
      write(job, lease, at.stepIndex, record)
      Object.assign(job, fields)
      job.warnings = [...job.warnings, ...(warnings ?? [])]
      job.isEnded = isFinal(status)
      const isCancelRequested = job.cancelRequestedAt !== null
      const sleeps = status !== 'running'
      const keepsLease = !sleeps && wakeDelayMs === null
      const delayMs = isCancelRequested ? 0 : (wakeDelayMs ?? 0)
      job.wakeAtMs = sleeps ? null : tables.nowMs() + delayMs
      if (!keepsLease) job.leaseToken = null
      if (!sleeps && !keepsLease) job.wakeNumber += 1
      if (startsOver) forgetSession(tables, job.id)
      if (status !== at.status) {
        changeStatus(tables, job, status)
        if (status === 'blocked' && move.blocked && move.blocked.reason !== 'budget_reached')
          blockAccount(tables, move.blocked, checkAfterMs ?? null)
      }
      return {
        wakeUp: sleeps || keepsLease ? null : { jobId: job.id, wakeNumber: job.wakeNumber, delayMs },
        isCancelRequested,
        isPaused: isPaused(job),
      }
    },
    drop(lease, delayMs) {
      const job = jobOf(tables, lease.job.id)
      if (job.leaseToken !== lease.token) return
      job.leaseToken = null
      job.wakeAtMs = tables.nowMs() + delayMs
    },
  }
}

/** All steps and media of a job go back to their beginning. */
export function forgetSession(tables: Tables, jobId: string): void {
  for (const media of tables.media.get(jobId) ?? [])
    Object.assign(media, { status: 'pending', uploadName: null, cdnUrl: null })
  for (const step of tables.steps.get(jobId) ?? []) Object.assign(step, BLANK_STEP)
}

export const BLANK_STEP = {
  status: 'pending',
  reply: null,
  replyShown: null,
  changes: [],
  timeline: null,
  sentAt: null,
  draftBefore: null,
  fingerprintBefore: null,
  streamEnded: null,
  streamEndedAt: null,
  streamError: null,
  settleFingerprint: null,
  unchangedReads: 0,
  draft: null,
  credits: 0,
  renderId: null,
  renderNumber: 0,
  renderSubmittedAt: null,
  renderPolls: 0,
  outputUrl: null,
  fetchTries: 0,
} as const
