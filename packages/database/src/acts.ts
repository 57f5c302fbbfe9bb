import type { JobStatus } from '@nemo-batch/domain'
import { lockAccount } from './account-lock.ts'
import type { PendingWakeUp } from './admission.ts'
import { countMove } from './batch-counts.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { appendEventEach, type NewEvent } from './event-log.ts'

/** What became of something that a caller asked of a job or a batch; `refused` when its status does not allow it. */
export type ActOutcome =
  | { readonly kind: 'not_found' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'done'; readonly accountId: string; readonly wakeUps: readonly PendingWakeUp[] }

/** Jobs that one transaction moves at most, so that nobody waits long for the account's lock. */
export const JOBS_PER_ACT = 500

export type JobPlace = { readonly projectId: string; readonly jobId: string }
export type BatchPlace = { readonly projectId: string; readonly batchId: string }

type Act<Result> = (tx: Queryable, at: { readonly accountId: string; readonly batchId: string }) => Promise<Result>

const JOB = 'SELECT account_id, batch_id FROM jobs WHERE id = $1 AND project_id = $2'

/** Runs `act` under the lock of the job's account; null when the project has no such job. */
export const actOnJob = <T>(db: Database, { projectId, jobId }: JobPlace, act: Act<T>): Promise<T | null> =>
  underLock(db, JOB, [jobId, projectId], act)

/** The same, as part of a transaction that does more. */
export const actOnJobWithin = <T>(tx: Queryable, { projectId, jobId }: JobPlace, act: Act<T>): Promise<T | null> =>
  lockAndAct(tx, JOB, [jobId, projectId], act)

/** Runs `act` under the lock of the batch's account; null when the project has no such batch. */
export const actOnBatch = <T>(db: Database, { projectId, batchId }: BatchPlace, act: Act<T>): Promise<T | null> =>
  underLock(
    db,
    'SELECT account_id, id AS batch_id FROM batches WHERE id = $1 AND project_id = $2',
    [batchId, projectId],
    act,
  )

const underLock = <T>(db: Database, select: string, values: unknown[], act: Act<T>): Promise<T | null> =>
  db.transaction((tx) => lockAndAct(tx, select, values, act))

async function lockAndAct<T>(tx: Queryable, select: string, values: unknown[], act: Act<T>): Promise<T | null> {
  const { rows } = await tx.query<Row & { account_id: string; batch_id: string }>(select, values)
  const [found] = rows
  if (found === undefined) return null
  await lockAccount(tx, found.account_id)
  return act(tx, { accountId: found.account_id, batchId: found.batch_id })
}

export type MovedJob = Row & {
  readonly id: string
  readonly project_id: string
  readonly batch_id: string
  /** The number that was reserved for the event. */
  readonly last_seq: number
}

/** Writes for each job the event of its own, and then the moves of them all in the counts of their batches. */
export async function tellMoved<Moved extends MovedJob>(
  tx: Queryable,
  jobs: readonly Moved[],
  [from, to]: readonly [JobStatus, JobStatus],
  eventOf: (job: Moved) => NewEvent,
): Promise<void> {
  const told = jobs.map((job) => ({ job, event: eventOf(job) }))
  for (const alike of Map.groupBy(told, ({ event }) => JSON.stringify(event)).values()) {
    const subjects = alike.map(({ job }) => ({
      projectId: job.project_id,
      batchId: job.batch_id,
      jobId: job.id,
      seq: job.last_seq,
    }))
    for (const { event } of alike.slice(0, 1)) await appendEventEach(tx, subjects, event)
  }
  const perBatch = Map.groupBy(jobs, (job) => job.batch_id)
  for (const batchId of [...perBatch.keys()].sort())
    await countMove(tx, batchId, from, to, perBatch.get(batchId)?.length ?? 0)
}
