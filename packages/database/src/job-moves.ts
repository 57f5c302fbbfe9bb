import { canMove, holdsSlot, isFinal, type JobError, type JobStatus, type Stage } from '@nemo-batch/domain'
import type { PendingWakeUp } from './admission.ts'
import { countMove } from './batch-counts.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { appendEvents, type NewEvent } from './event-log.ts'
import { insertFile, type NewFile } from './files.ts'
import type { Job, JobMedia, JobStep } from './jobs.ts'
import { assignments } from './rows.ts'

/** What a stage may record of its job before and after it touches the outside world. */
export type JobRecord = {
  readonly job?: Partial<
    Pick<Job, 'sessionId' | 'taskId' | 'claimUrl' | 'sessionsOpened' | 'creditsSpent' | 'progress'>
  >
  readonly step?: Partial<Omit<JobStep, 'jobId' | 'stepIndex' | 'instruction' | 'render'>>
  readonly media?: readonly (Pick<JobMedia, 'stepIndex' | 'position'> & Partial<JobMedia>)[]
  readonly events?: readonly NewEvent[]
  /** A file whose bytes are in our storage already. */
  readonly file?: NewFile
}

/** Where the runner moves a job. */
export type JobMove = {
  readonly status: JobStatus
  readonly stage?: Stage
  readonly stepIndex?: number
  readonly progress?: number
  readonly stageTries?: number
  readonly error?: JobError | null
  readonly blocked?: Job['blocked']
  /** The session is lost: steps and media go back to their beginning, for a new one. */
  readonly startsOver?: boolean
  /** When it goes on; null keeps the lease and goes on now in this worker; ended jobs have none. */
  readonly wakeDelayMs: number | null
}

export type Lease = { readonly job: Pick<Job, 'id' | 'projectId' | 'batchId' | 'accountId'>; readonly token: string }

/** The lease was lost: another worker has the job, or it ended. Nothing was written. */
export class LeaseLost extends Error {
  readonly code = 'lease_lost'
  constructor(jobId: string) {
    super(`${jobId} is no longer ours`)
  }
}

/**
 * Writes what a stage learnt, with its events, in one transaction and only while the lease is ours.
 * @throws LeaseLost
 */
export const recordJob = (db: Database, lease: Lease, stepIndex: number, record: JobRecord): Promise<void> =>
  db.transaction((tx) => writeRecord(tx, lease, stepIndex, record))

async function writeRecord(tx: Queryable, lease: Lease, stepIndex: number, record: JobRecord): Promise<void> {
  const { job, token } = lease
  const events = record.events ?? []
  const patch = assignments(record.job ?? {}, 4)
  const { rows } = await tx.query<Row & { last_seq: number }>(
    `UPDATE jobs SET last_seq = last_seq + $3 ${patch.sql === '' ? '' : `, ${patch.sql}`}
     WHERE id = $1 AND lease_token = $2 RETURNING last_seq`,
    [job.id, token, events.length, ...patch.values],
  )
  const updated = rows[0]
  if (updated === undefined) throw new LeaseLost(job.id)
  if (record.file !== undefined) await insertFile(tx, record.file)
  if (record.step !== undefined) {
    const step = assignments(record.step, 3)
    await tx.query(`UPDATE job_steps SET ${step.sql} WHERE job_id = $1 AND step_index = $2`, [
      job.id,
      stepIndex,
      ...step.values,
    ])
  }
  for (const { stepIndex: mediaStep, position, ...media } of record.media ?? []) {
    const change = assignments(media, 4)
    await tx.query(`UPDATE job_media SET ${change.sql} WHERE job_id = $1 AND step_index = $2 AND position = $3`, [
      job.id,
      mediaStep,
      position,
      ...change.values,
    ])
  }
  await appendEvents(tx, { projectId: job.projectId, batchId: job.batchId, jobId: job.id }, updated.last_seq, events)
}

/**
 * The one way a job moves: row, step, events, the batch's counts and the account's slots in one transaction,
 * guarded by lease and status.
 * @returns the wake-up to queue after the commit, or null when the job ended, waits for a slot, or goes on under the same lease
 * @throws LeaseLost
 */
export const moveJob = (
  db: Database,
  lease: Lease,
  at: { status: JobStatus; stepIndex: number },
  move: JobMove,
  record: JobRecord = {},
): Promise<PendingWakeUp | null> =>
  db.transaction(async (tx) => {
    if (move.status !== at.status && !canMove(at.status, move.status))
      throw new Error(`a job cannot move from ${at.status} to ${move.status}`)
    await writeRecord(tx, lease, at.stepIndex, record)
    const wake = await writeMove(tx, lease, at.status, move)
    if (move.startsOver) await resetForNewSession(tx, lease.job.id)
    if (move.status !== at.status) await changeStatus(tx, lease, at.status, move.status)
    return wake
  })

async function writeMove(
  tx: Queryable,
  { job, token }: Lease,
  from: JobStatus,
  move: JobMove,
): Promise<PendingWakeUp | null> {
  const ended = isFinal(move.status)
  // a queued job is woken by its admission
  const sleeps = ended || move.status === 'queued'
  const keepsLease = !sleeps && move.wakeDelayMs === null
  const { status, wakeDelayMs, startsOver: _startsOver, ...fields } = move
  const patch = assignments(fields, 9)
  const { rows } = await tx.query<Row & { wake_number: number }>(
    `UPDATE jobs SET status = $4,
       completed_at = CASE WHEN $5 THEN now() ELSE NULL END,
       wake_at = CASE WHEN $8 THEN NULL ELSE now() + $6 * interval '1 ms' END,
       wake_number = wake_number + CASE WHEN $8 OR $7 THEN 0 ELSE 1 END,
       lease_token = CASE WHEN $7 THEN lease_token ELSE NULL END,
       lease_expires_at = CASE WHEN $7 THEN lease_expires_at ELSE NULL END
       ${patch.sql === '' ? '' : `, ${patch.sql}`}
     WHERE id = $1 AND lease_token = $2 AND status = $3 RETURNING wake_number`,
    [job.id, token, from, status, ended, wakeDelayMs ?? 0, keepsLease, sleeps, ...patch.values],
  )
  const moved = rows[0]
  if (moved === undefined) throw new LeaseLost(job.id)
  return sleeps || keepsLease ? null : { jobId: job.id, wakeNumber: moved.wake_number, delayMs: wakeDelayMs ?? 0 }
}

async function changeStatus(tx: Queryable, { job }: Lease, from: JobStatus, to: JobStatus): Promise<void> {
  const slots = Number(holdsSlot(to)) - Number(holdsSlot(from))
  if (slots !== 0)
    await tx.query('UPDATE accounts SET active_jobs = active_jobs + $2 WHERE id = $1', [job.accountId, slots])
  await countMove(tx, job.batchId, from, to)
}

async function resetForNewSession(tx: Queryable, jobId: string): Promise<void> {
  await tx.query(`UPDATE job_media SET status = 'pending', upload_name = NULL, cdn_url = NULL WHERE job_id = $1`, [
    jobId,
  ])
  await tx.query(
    `UPDATE job_steps SET status = 'pending', reply = NULL, changes = '[]', timeline = NULL, sent_at = NULL,
       draft_before = NULL, fingerprint_before = NULL, stream_ended = NULL, stream_ended_at = NULL, stream_error = NULL,
       settle_fingerprint = NULL, unchanged_reads = 0, draft = NULL, render_id = NULL, render_number = 0,
       render_submitted_at = NULL, render_polls = 0, output_url = NULL, fetch_tries = 0, completed_at = NULL
     WHERE job_id = $1`,
    [jobId],
  )
}
