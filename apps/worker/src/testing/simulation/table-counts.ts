import type { JobBlock } from '@nemo-batch/database'
import { batchStatus, holdsSlot, type JobStatus } from '@nemo-batch/domain'
import { addEvents, type BatchRow, type JobRow, type Tables } from './tables.ts'

/** Derives a batch's status from its counts and writes the batch's own events. */
export function settleBatch(tables: Tables, batch: BatchRow): void {
  const asked = { isPaused: batch.isPaused, isCanceled: false, isOpen: false, isScheduled: false }
  const status = batchStatus(batch.counts, asked)
  const starts = !batch.isStarted && batch.counts.running > 0
  if (starts) addEvents(tables, batch, [{ type: 'batch.started' }])
  batch.isStarted ||= starts
  if (status === batch.status) return
  batch.status = status
  addEvents(tables, batch, [{ type: `batch.${status}` }])
}

/** Moves a job to another status, with the counts of its batch and the slots of its account. */
export function changeStatus(tables: Tables, job: JobRow, to: JobStatus): void {
  const batch = tables.batches.get(job.batchId)
  if (batch === undefined) throw new Error(`${job.batchId} does not exist`)
  batch.counts[job.status] -= 1
  batch.counts[to] += 1
  tables.account.activeJobs += Number(holdsSlot(to)) - Number(holdsSlot(job.status))
  job.status = to
  settleBatch(tables, batch)
}

/** The first reason stays until it is resolved. */
export function blockAccount(tables: Tables, blocked: JobBlock, checkAfterMs: number | null): void {
  const { account } = tables
  if (account.blocked !== null) return
  account.blocked = blocked
  account.checkAtMs = checkAfterMs === null ? null : tables.nowMs() + checkAfterMs
}

const RATE_RECOVERY_MS = 60_000

export const rateLevelNow = ({ account, nowMs }: Tables): number =>
  Math.max(0, account.rateLevel - Math.floor((nowMs() - account.rateLimitedMs) / RATE_RECOVERY_MS))

export const pausedMs = ({ account, nowMs }: Tables): number => Math.max(0, account.pausedUntilMs - nowMs())

export const freeSlots = (tables: Tables): number =>
  pausedMs(tables) > 0
    ? 0
    : Math.max(1, tables.account.maxActiveJobs >> rateLevelNow(tables)) - tables.account.activeJobs
