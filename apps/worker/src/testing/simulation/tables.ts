import type { Account, Job, JobMedia, JobStep, NewEvent, NewFile } from '@nemo-batch/database'
import type { BatchStatus, JobStatus } from '@nemo-batch/domain'

export type JobRow = Omit<Job, 'cancelRequestedAt'> & {
  position: number
  cancelRequestedAt: Date | null
  attemptStarted: boolean
  isEnded: boolean
  wakeAtMs: number | null
  leaseToken: string | null
  leaseExpiresMs: number
  lastSeq: number
}

export type EventRow = NewEvent & { readonly seq: number; readonly atMs: number }

export type BatchRow = {
  readonly id: string
  status: BatchStatus
  isPaused: boolean
  isStarted: boolean
  /** Of its last admission, or of its creation. */
  lastTurn: number
  counts: Record<JobStatus, number>
  lastSeq: number
}

export type AccountRow = Account & {
  checkAtMs: number | null
  pausedUntilMs: number
  rateLevel: number
  rateLimitedMs: number
  tokenLeaseUntilMs: number
}

/** The rows of one account, with the columns that the flow reads and writes. */
export type Tables = {
  readonly account: AccountRow
  readonly batches: Map<string, BatchRow>
  readonly jobs: Map<string, JobRow>
  readonly steps: Map<string, JobStep[]>
  readonly media: Map<string, JobMedia[]>
  /** By the id of a job or a batch. */
  readonly events: Map<string, EventRow[]>
  readonly files: Map<string, NewFile>
  /** How often a retry let the message of a step be sent again, by `<job>#<step>`. */
  readonly resends: Map<string, number>
  nowMs(): number
}

export const stepKey = (jobId: string, stepIndex: number): string => `${jobId}#${stepIndex}`

export function jobOf(tables: Tables, jobId: string): JobRow {
  const job = tables.jobs.get(jobId)
  if (job === undefined) throw new Error(`${jobId} does not exist`)
  return job
}

export function addEvents(tables: Tables, subject: { id: string; lastSeq: number }, added: readonly NewEvent[]): void {
  const events = tables.events.get(subject.id) ?? []
  tables.events.set(subject.id, events)
  for (const event of added) {
    subject.lastSeq += 1
    events.push({ ...event, seq: subject.lastSeq, atMs: tables.nowMs() })
  }
}
