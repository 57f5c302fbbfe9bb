import type { JobStatus } from '@nemo-batch/domain'
import { lockAccount } from './account-lock.ts'
import { JOBS_PER_ACT } from './acts.ts'
import type { PendingWakeUp } from './admission.ts'
import type { AuditedRequest } from './audit-log.ts'
import { auditedTransaction, type Note } from './audited.ts'
import { askToCancel, cancelWaiting } from './cancel-jobs.ts'
import { type ChosenJob, chooseJobs, type JobSelection } from './choose-jobs.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { estimateFailed, retryFailed } from './retry-jobs.ts'

export type BulkAct = 'retry' | 'cancel'

/** `skipped`: chosen, and in no state for it. `credits`: retry: still to pay; cancel: spent for nothing. */
export type BulkCount = { readonly jobs: number; readonly skipped: number; readonly credits: number }

export type BulkOutcome = BulkCount & {
  /** Whose free slots may take jobs up now. */
  readonly accountIds: readonly string[]
  readonly wakeUps: readonly PendingWakeUp[]
}

type BulkRequest = { readonly projectId: string; readonly act: BulkAct; readonly selection: JobSelection }
type Done = { readonly jobs: number; readonly credits: number; readonly wakeUps: readonly PendingWakeUp[] }

/** What {@link actOnMany} would do; null when the selection names a batch that the project does not have. */
export async function estimateMany(
  db: Queryable,
  { projectId, act, selection }: BulkRequest,
): Promise<BulkCount | null> {
  const chosen = await chooseJobs(db, projectId, selection)
  if (chosen === null) return null
  const counts: Done[] = []
  for (const part of inParts(chosen.jobs, JOBS_PER_ESTIMATE))
    counts.push(
      await COUNTS[act](
        db,
        part.map((job) => job.id),
      ),
    )
  return { ...sumOf(counts), skipped: chosen.count - sumOf(counts).jobs }
}

const JOBS_PER_ESTIMATE = 5_000
/** A batch costs more than a job: its counts, and its own events. */
const BATCHES_PER_ACT = 50

/**
 * Retries or cancels the jobs of a selection, of whatever batches, some in each transaction. Each is done to as it would
 * be alone; doing it again finds nothing left to do, and does what a crash left. Null as for {@link estimateMany}.
 */
export async function actOnMany(
  db: Database,
  { projectId, act, selection }: BulkRequest,
  request: AuditedRequest | null,
): Promise<BulkOutcome | null> {
  const chosen = await chooseJobs(db, projectId, selection)
  if (chosen === null) return null
  const done: Done[] = []
  const accountIds = new Set<string>()
  for (const part of partsOf(chosen.jobs)) {
    const some = await auditedTransaction(db, request, async (tx, note) => {
      await lockPart(tx, part)
      return ACTS[act](tx, part.jobIds, note)
    })
    if (some.jobs > 0) accountIds.add(part.accountId)
    done.push(some)
  }
  const { jobs, credits } = sumOf(done)
  const wakeUps = done.flatMap((some) => some.wakeUps)
  return { jobs, credits, skipped: chosen.count - jobs, accountIds: [...accountIds], wakeUps }
}

const sumOf = (counts: readonly Omit<Done, 'wakeUps'>[]): Omit<Done, 'wakeUps'> => ({
  jobs: counts.reduce((sum, { jobs }) => sum + jobs, 0),
  credits: counts.reduce((sum, { credits }) => sum + credits, 0),
})

type Part = { readonly accountId: string; readonly batchIds: readonly string[]; readonly jobIds: readonly string[] }

/** Jobs of one account and of few batches each: as much as one transaction does. */
function partsOf(jobs: readonly ChosenJob[]): Part[] {
  const perAccount = Map.groupBy(jobs, (job) => job.accountId)
  return [...perAccount].flatMap(([accountId, ofAccount]) => {
    const perBatch = [...Map.groupBy(ofAccount, (job) => job.batchId)].toSorted(([one], [other]) =>
      one < other ? -1 : 1,
    )
    return inParts(perBatch, BATCHES_PER_ACT).flatMap((batches) =>
      inParts(
        batches.flatMap(([, ofBatch]) => ofBatch),
        JOBS_PER_ACT,
      ).map((part) => ({
        accountId,
        batchIds: [...new Set(part.map((job) => job.batchId))],
        jobIds: part.map((job) => job.id),
      })),
    )
  })
}

const inParts = <T>(items: readonly T[], size: number): (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, part) => items.slice(part * size, (part + 1) * size))

/** The account, then the batches; the jobs are locked by what is done to them. */
async function lockPart(tx: Queryable, { accountId, batchIds }: Part): Promise<void> {
  await lockAccount(tx, accountId)
  await tx.query('SELECT FROM batches WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [batchIds])
}

/** Running jobs whose end was asked for end by themselves. */
const TO_CANCEL = `(status IN ('queued', 'blocked') OR status = 'running' AND cancel_requested_at IS NULL)`

const COUNTS: Record<BulkAct, (db: Queryable, jobIds: readonly string[]) => Promise<Done>> = {
  retry: async (db, jobIds) => ({ ...(await estimateFailed(db, { jobIds })), wakeUps: [] }),
  cancel: async (db, jobIds) => {
    const { rows } = await db.query<Row & Omit<Done, 'wakeUps'>>(
      `SELECT count(*)::int AS jobs, COALESCE(sum(credits_spent), 0)::int AS credits
       FROM jobs WHERE id = ANY($1) AND ${TO_CANCEL}`,
      [jobIds],
    )
    return { jobs: 0, credits: 0, ...rows[0], wakeUps: [] }
  },
}

const ACTS: Record<BulkAct, (tx: Queryable, jobIds: readonly string[], note: Note) => Promise<Done>> = {
  retry: async (tx, jobIds, note) => {
    // known before they are queued: what they have yet to pay is read from where they failed
    const { credits } = await estimateFailed(tx, { jobIds })
    const retried = await retryFailed(tx, { jobIds })
    for (const objectId of retried)
      note({ objectType: 'job', objectId, before: { status: 'failed' }, after: { status: 'queued' } })
    return { jobs: retried.length, credits, wakeUps: [] }
  },
  cancel: async (tx, jobIds, note) => {
    const { rows } = await tx.query<Row & { id: string; status: JobStatus; credits_spent: number }>(
      `SELECT id, status, credits_spent FROM jobs WHERE id = ANY($1) AND ${TO_CANCEL} ORDER BY id FOR UPDATE`,
      [jobIds],
    )
    const jobs = { by: 'id', ids: rows.map((row) => row.id) } as const
    await cancelWaiting(tx, jobs)
    const { wakeUps } = await askToCancel(tx, jobs)
    for (const { id, status } of rows) {
      const after = status === 'running' ? { status, is_cancel_requested: true } : { status: 'canceled' }
      note({ objectType: 'job', objectId: id, before: { status }, after })
    }
    return { jobs: rows.length, credits: rows.reduce((sum, row) => sum + row.credits_spent, 0), wakeUps }
  },
}
