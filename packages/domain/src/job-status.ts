/**
 * A job's statuses, and who may move it.
 *
 *   queued     accepted; waits for a free slot of its account. Entered on creation, by retry and by refinement, when a
 *              block ends, and by a running job whose batch was paused.
 *   running    admitted: holds one slot of its account until it leaves this status.
 *   blocked    its account cannot go on (credits, plan, credentials). Goes back to queued, and from there on in
 *              the stage it was in.
 *   completed  every step ended and its videos are checked MP4s in our storage. Final, until somebody refines it.
 *   failed     ended with an error that says who must do what. Final, until somebody retries or refines it.
 *   canceled   ended because somebody asked for it. Final.
 *
 * Nothing else compares status strings: use the predicates below.
 */
export const JOB_STATUSES = ['queued', 'running', 'blocked', 'completed', 'failed', 'canceled'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

const NEXT = {
  queued: ['running', 'blocked', 'canceled'],
  running: ['queued', 'blocked', 'completed', 'failed', 'canceled'],
  blocked: ['queued', 'canceled'],
  completed: ['queued'],
  failed: ['queued'],
  canceled: [],
} as const satisfies Record<JobStatus, readonly JobStatus[]>

export const canMove = (from: JobStatus, to: JobStatus): boolean => (NEXT[from] as readonly JobStatus[]).includes(to)

/** Ended, however it ended. */
export const isFinal = (status: JobStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'canceled'

/** Holds a slot of its account. */
export const holdsSlot = (status: JobStatus): boolean => status === 'running'

export const STAGES = ['session', 'upload', 'instruct', 'verify', 'render', 'fetch'] as const
export type Stage = (typeof STAGES)[number]

export const BATCH_STATUSES = [
  'scheduled',
  'queued',
  'running',
  'awaiting_release',
  'blocked',
  'paused',
  'completed',
  'canceled',
] as const
export type BatchStatus = (typeof BATCH_STATUSES)[number]

export type JobCounts = Readonly<Record<JobStatus, number>>

/** What was asked of a batch, beside its jobs. */
export type BatchMarks = {
  readonly isPaused: boolean
  readonly isCanceled: boolean
  /** It takes more jobs, until it is closed or canceled. */
  readonly isOpen: boolean
  /** Its time has not come. */
  readonly isScheduled: boolean
}

/** A batch's status follows from its jobs and from what was asked of it; nobody sets it. */
export function batchStatus(counts: JobCounts, marks: BatchMarks): BatchStatus {
  const total = JOB_STATUSES.reduce((sum, status) => sum + counts[status], 0)
  const ended = counts.completed + counts.failed + counts.canceled
  const mayGrow = marks.isOpen && !marks.isCanceled
  if (ended === total && !mayGrow) return endOf(counts, total, marks)
  if (marks.isPaused) return 'paused'
  if (marks.isScheduled) return 'scheduled'
  if (counts.running > 0) return 'running'
  if (counts.blocked > 0) return 'blocked'
  return ended > 0 ? 'running' : 'queued'
}

function endOf(counts: JobCounts, total: number, { isCanceled }: BatchMarks): 'completed' | 'canceled' {
  if (total === 0) return isCanceled ? 'canceled' : 'completed'
  return counts.canceled === total || (isCanceled && counts.canceled > 0) ? 'canceled' : 'completed'
}
