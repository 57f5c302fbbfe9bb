import { canMove, holdsSlot, isFinal, type JobError, type JobStatus, type Stage } from '@nemo-batch/domain'
import { blockAccount } from './account-blocks.ts'
import { lockAccount } from './account-lock.ts'
import type { PendingWakeUp } from './admission.ts'
import { countMove } from './batch-counts.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { appendEvents, type NewEvent } from './event-log.ts'
import { insertFile, type NewFile } from './files.ts'
import type { Job, JobBlock, JobMedia, JobStep, JobWarning } from './jobs.ts'
import { assignments } from './rows.ts'
import { forgetSession } from './session-reset.ts'

/** What a stage may record of its job before and after it touches the outside world. */
export type JobRecord = {
  readonly job?: Partial<
    Pick<Job, 'sessionId' | 'taskId' | 'claimUrl' | 'sessionsOpened' | 'creditsSpent' | 'progress' | 'warnings'>
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
  readonly rateLimitTries?: number
  readonly error?: JobError | null
  readonly blocked?: JobBlock | null
  /** With `blocked`: when to look whether the account can go on again; null: only a person can tell. */
  readonly checkAfterMs?: number | null
  readonly warnings?: readonly JobWarning[]
  /** The session is lost: steps and media go back to their beginning, for a new one. */
  readonly startsOver?: boolean
  /** When it goes on; null keeps the lease and goes on now in this worker; ended jobs have none. */
  readonly wakeDelayMs: number | null
}

export type Lease = {
  readonly job: Pick<Job, 'id' | 'projectId' | 'batchId' | 'accountId'>
  readonly token: string
  readonly leaseMs: number
}

export type Moved = {
  /** To be queued after the commit; null when the job ended, waits for a slot, or goes on under the same lease. */
  readonly wakeUp: PendingWakeUp | null
  readonly isCancelRequested: boolean
  readonly isPaused: boolean
}

/** The lease was lost: another worker has the job, or it ended. Nothing was written. */
export class LeaseLost extends Error {
  readonly code = 'lease_lost'
  constructor(jobId: string) {
    super(`${jobId} is no longer ours`)
  }
}

/**
 * Writes what a stage learnt, with its events, in one transaction and only while the lease is ours, which it renews.
 * One at a time for a job: of two at once, the events might be read in the wrong order.
 * @throws LeaseLost
 */
export const recordJob = (db: Database, lease: Lease, stepIndex: number, record: JobRecord): Promise<void> =>
  db.transaction((tx) => writeRecord(tx, lease, stepIndex, record))

async function writeRecord(tx: Queryable, lease: Lease, stepIndex: number, record: JobRecord): Promise<void> {
  const { job, token, leaseMs } = lease
  const events = record.events ?? []
  const patch = assignments(record.job ?? {}, 5)
  const { rows } = await tx.query<Row & { last_seq: number }>(
    `UPDATE jobs SET last_seq = last_seq + $3, lease_expires_at = now() + $4 * interval '1 ms', lease_set_at = now()
       ${patch.sql === '' ? '' : `, ${patch.sql}`}
     WHERE id = $1 AND lease_token = $2 RETURNING last_seq`,
    [job.id, token, events.length, leaseMs, ...patch.values],
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
 * The one way in which a worker moves a job: row, step, events, the batch's counts, the account's slots and its block in
 * one transaction, guarded by lease and status.
 * @throws LeaseLost
 */
export const moveJob = (
  db: Database,
  lease: Lease,
  at: { status: JobStatus; stepIndex: number },
  move: JobMove,
  record: JobRecord = {},
): Promise<Moved> =>
  db.transaction(async (tx) => {
    const changesStatus = move.status !== at.status
    if (changesStatus && !canMove(at.status, move.status))
      throw new Error(`a job cannot move from ${at.status} to ${move.status}`)
    if (changesStatus) await lockAccount(tx, lease.job.accountId)
    await writeRecord(tx, lease, at.stepIndex, record)
    const moved = await writeMove(tx, lease, at.status, move)
    if (move.startsOver) await forgetSession(tx, lease.job.id)
    if (changesStatus) await changeStatus(tx, lease, at.status, move)
    return moved
  })

type MovedRow = Row & { wake_number: number; is_cancel_requested: boolean; is_paused: boolean }

async function writeMove(tx: Queryable, { job, token }: Lease, from: JobStatus, move: JobMove): Promise<Moved> {
  const { status, wakeDelayMs, startsOver: _startsOver, checkAfterMs: _checkAfterMs, warnings, ...fields } = move
  // a queued job is woken by its admission, a blocked one by its account, an ended one by nobody
  const sleeps = status !== 'running'
  const keepsLease = !sleeps && wakeDelayMs === null
  const patch = assignments(fields, 10)
  const { rows } = await tx.query<MovedRow>(
    `UPDATE jobs SET status = $4,
       completed_at = CASE WHEN $5 THEN now() ELSE NULL END,
       wake_at = CASE WHEN $8 THEN NULL WHEN cancel_requested_at IS NOT NULL THEN now()
         ELSE now() + $6 * interval '1 ms' END,
       wake_set_at = now(),
       wake_number = wake_number + CASE WHEN $8 OR $7 THEN 0 ELSE 1 END,
       lease_token = CASE WHEN $7 THEN lease_token ELSE NULL END,
       lease_expires_at = CASE WHEN $7 THEN lease_expires_at ELSE NULL END,
       warnings = warnings || $9::jsonb
       ${patch.sql === '' ? '' : `, ${patch.sql}`}
     WHERE id = $1 AND lease_token = $2 AND status = $3
     RETURNING wake_number, cancel_requested_at IS NOT NULL AS is_cancel_requested,
       (SELECT b.paused_at IS NOT NULL FROM batches b WHERE b.id = jobs.batch_id) AS is_paused`,
    [
      ...[job.id, token, from, status, isFinal(status), wakeDelayMs ?? 0, keepsLease, sleeps],
      JSON.stringify(warnings ?? []),
      ...patch.values,
    ],
  )
  const row = rows[0]
  if (row === undefined) throw new LeaseLost(job.id)
  const delayMs = row.is_cancel_requested ? 0 : (wakeDelayMs ?? 0)
  return {
    wakeUp: sleeps || keepsLease ? null : { jobId: job.id, wakeNumber: row.wake_number, delayMs },
    isCancelRequested: row.is_cancel_requested,
    isPaused: row.is_paused,
  }
}

async function changeStatus(tx: Queryable, { job }: Lease, from: JobStatus, move: JobMove): Promise<void> {
  const slots = Number(holdsSlot(move.status)) - Number(holdsSlot(from))
  if (slots !== 0)
    await tx.query('UPDATE accounts SET active_jobs = active_jobs + $2 WHERE id = $1', [job.accountId, slots])
  if (move.status === 'blocked' && move.blocked && move.blocked.reason !== 'budget_reached')
    await blockAccount(tx, job.accountId, move.blocked, move.checkAfterMs ?? null)
  await countMove(tx, job.batchId, from, move.status)
}
