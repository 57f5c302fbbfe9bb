import { newId } from '@nemo-batch/runtime'
import { lockAccount } from './account-lock.ts'
import type { BatchPlace } from './acts.ts'
import { countAdded, countAddedIfOpen } from './batch-counts.ts'
import type { Queryable, Row } from './connection.ts'
import { appendEvents } from './event-log.ts'
import { inInserts, insertJobs, type NewJob } from './new-jobs.ts'

export type NewBatch = {
  readonly projectId: string
  readonly accountId: string
  readonly name: string | null
  readonly metadata: object
  /** What jobs take over that do not say it themselves; kept for those that are added later. */
  readonly defaults: object
  /** Takes more jobs until it is closed. */
  readonly isOpen: boolean
  /** Nothing of it is begun before; null or a time that has passed: at once. */
  readonly scheduledAt: Date | null
}

export type CreatedBatch = { readonly batchId: string; readonly jobCount: number; readonly firstJobId: string | null }

/**
 * Writes a batch with its jobs, steps, media and first events, a chunk at a time: memory does not grow with the batch.
 * The chunks must not wait for anybody outside, since an idle transaction is ended after 5 s. Nothing is admitted yet:
 * that is `admitJobs`, after the commit.
 * @throws FileGone
 */
export async function createBatch(
  tx: Queryable,
  batch: NewBatch,
  chunks: AsyncIterable<readonly NewJob[]>,
): Promise<CreatedBatch> {
  const { projectId, accountId, name } = batch
  const batchId = newId('batch')
  await tx.query(
    `INSERT INTO batches (id, project_id, account_id, name, metadata, defaults, is_open, scheduled_at, is_scheduled, last_seq)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, COALESCE($8 > now(), false), 1)`,
    [
      ...[batchId, projectId, accountId, name, JSON.stringify(batch.metadata), JSON.stringify(batch.defaults)],
      ...[batch.isOpen, batch.scheduledAt],
    ],
  )
  await appendEvents(tx, { projectId, batchId, jobId: null }, 1, [{ type: 'batch.created', data: { name } }])
  let jobCount = 0
  let firstJobId: string | null = null
  for await (const jobs of inInserts(chunks)) {
    const first = await insertJobs(tx, { projectId, batchId, accountId, firstPosition: jobCount }, jobs)
    firstJobId ??= first
    jobCount += jobs.length
  }
  if (jobCount === 0 && !batch.isOpen) throw new Error('a batch that takes no more jobs needs one')
  // written first, so that it stands before its jobs' in the log; how many they are is known only now
  await tx.query(
    `UPDATE events SET data = data || jsonb_build_object('total', $2::int) WHERE batch_id = $1 AND job_id IS NULL`,
    [batchId, jobCount],
  )
  // an admission that is under way must not see jobs whose first events are numbered behind its own
  await lockAccount(tx, accountId)
  await countAdded(tx, batchId, jobCount)
  return { batchId, jobCount, firstJobId }
}

/** A reference that the batch has already; `index` counts the jobs that were to be added from 0. */
export type DuplicateReference = { readonly index: number; readonly reference: string }

export type Addition =
  | { readonly kind: 'added'; readonly accountId: string; readonly jobCount: number }
  | { readonly kind: 'not_found' }
  /** It has ended, was closed or canceled, or was never open. */
  | { readonly kind: 'closed' }
  /** The batch would hold more than it may; `total` are in it already. */
  | { readonly kind: 'too_many'; readonly total: number }
  | { readonly kind: 'duplicate_references'; readonly duplicates: readonly DuplicateReference[] }

/**
 * Adds jobs to an open batch, behind those that it has, whole or not at all: whatever is not `added` has left nothing.
 * Additions to one batch wait for each other; workers are held up only by the commit. For the chunks holds what
 * {@link createBatch} says.
 * @throws FileGone
 */
export async function addJobs(
  tx: Queryable,
  place: BatchPlace,
  chunks: AsyncIterable<readonly NewJob[]>,
  limits: { readonly maxJobs: number },
): Promise<Addition> {
  // positions and references are looked up and taken in one turn; not the account's, which the workers need
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('jobs added to ' || $1, 0))`, [place.batchId])
  const batch = await findGrowing(tx, place)
  if (batch === null) return { kind: 'not_found' }
  if (!batch.takes_more) return { kind: 'closed' }
  await tx.query('SAVEPOINT before_addition')
  const addition = await add(tx, { ...place, accountId: batch.account_id, total: batch.total }, chunks, limits)
  if (addition.kind !== 'added') await tx.query('ROLLBACK TO SAVEPOINT before_addition')
  return addition
}

type Growing = { readonly account_id: string; readonly takes_more: boolean; readonly total: number }

async function findGrowing(tx: Queryable, { projectId, batchId }: BatchPlace): Promise<Growing | null> {
  const { rows } = await tx.query<Row & Growing>(
    `SELECT account_id, is_open AND canceled_at IS NULL AS takes_more,
       queued + running + blocked + completed + failed + canceled AS total
     FROM batches WHERE id = $1 AND project_id = $2`,
    [batchId, projectId],
  )
  return rows[0] ?? null
}

async function add(
  tx: Queryable,
  { projectId, batchId, accountId, total }: BatchPlace & { readonly accountId: string; readonly total: number },
  chunks: AsyncIterable<readonly NewJob[]>,
  { maxJobs }: { readonly maxJobs: number },
): Promise<Addition> {
  const duplicates: DuplicateReference[] = []
  let jobCount = 0
  for await (const jobs of inInserts(chunks)) {
    if (total + jobCount + jobs.length > maxJobs) return { kind: 'too_many', total }
    duplicates.push(...(await findDuplicates(tx, batchId, jobCount, jobs)))
    if (duplicates.length === 0)
      await insertJobs(tx, { projectId, batchId, accountId, firstPosition: total + jobCount }, jobs)
    jobCount += jobs.length
  }
  if (duplicates.length > 0) return { kind: 'duplicate_references', duplicates }
  await lockAccount(tx, accountId)
  if (!(await countAddedIfOpen(tx, batchId, jobCount))) return { kind: 'closed' }
  return { kind: 'added', accountId, jobCount }
}

async function findDuplicates(
  tx: Queryable,
  batchId: string,
  firstIndex: number,
  jobs: readonly NewJob[],
): Promise<DuplicateReference[]> {
  const references = jobs.flatMap(({ reference }) => reference ?? [])
  if (references.length === 0) return []
  const { rows } = await tx.query<Row & { reference: string }>(
    'SELECT reference FROM jobs WHERE batch_id = $1 AND reference = ANY($2)',
    [batchId, references],
  )
  const taken = new Set(rows.map((row) => row.reference))
  return jobs.flatMap(({ reference }, index) => {
    if (reference === null) return []
    if (taken.has(reference)) return [{ index: firstIndex + index, reference }]
    taken.add(reference)
    return []
  })
}
