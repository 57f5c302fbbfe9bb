import { type BatchStatus, batchStatus, type JobCounts, type JobStatus } from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import { appendEvents, type NewEvent } from './event-log.ts'

type BatchRow = Row &
  JobCounts & {
    id: string
    project_id: string
    status: BatchStatus
    started_at: Date | null
    last_seq: number
    paused_at: Date | null
    canceled_at: Date | null
    is_open: boolean
    is_scheduled: boolean
  }

/** Of a batch `b`: jobs of it wait for nothing but a slot. */
export const MAY_BEGIN = 'b.queued > 0 AND b.paused_at IS NULL AND NOT b.is_scheduled'

const COLUMNS = `id, project_id, status, started_at, last_seq, paused_at, canceled_at, is_open, is_scheduled,
  queued, running, blocked, completed, failed, canceled`

const TAKES_TURN = `, last_turn = nextval('batch_turns')`

/**
 * Moves `count` jobs of a batch from one status to another in its counts, derives the batch's status from them and
 * writes the batch's own events. The row lock that the UPDATE takes makes the last of two jobs that end at the same
 * moment see the other.
 */
export async function countMove(
  tx: Queryable,
  batchId: string,
  from: JobStatus,
  to: JobStatus,
  count = 1,
): Promise<void> {
  const { rows } = await tx.query<BatchRow>(
    `UPDATE batches SET ${from} = ${from} - $2, ${to} = ${to} + $2${to === 'running' ? TAKES_TURN : ''}
     WHERE id = $1 RETURNING ${COLUMNS}`,
    [batchId, count],
  )
  await settle(tx, batchId, rows[0], to === 'running')
}

/** Counts new jobs of a batch. Called under the account's lock. */
export async function countAdded(tx: Queryable, batchId: string, count: number): Promise<void> {
  const { rows } = await tx.query<BatchRow>(
    `UPDATE batches SET queued = queued + $2 WHERE id = $1 RETURNING ${COLUMNS}`,
    [batchId, count],
  )
  await settle(tx, batchId, rows[0], false)
}

/** The same, unless the batch takes no more jobs: then false. */
export async function countAddedIfOpen(tx: Queryable, batchId: string, count: number): Promise<boolean> {
  const { rows } = await tx.query<BatchRow>(
    `UPDATE batches SET queued = queued + $2 WHERE id = $1 AND is_open AND canceled_at IS NULL RETURNING ${COLUMNS}`,
    [batchId, count],
  )
  if (rows[0] !== undefined) await settle(tx, batchId, rows[0], false)
  return rows[0] !== undefined
}

export type BatchMark = 'paused' | 'resumed' | 'canceled' | 'closed' | 'due'

const MARKS: Record<BatchMark, string> = {
  paused: 'paused_at = COALESCE(paused_at, now())',
  resumed: 'paused_at = NULL',
  // what is canceled is not paused any more: its running jobs must come to their end
  canceled: `canceled_at = COALESCE(canceled_at, now()), paused_at = NULL, is_open = false, is_scheduled = false`,
  closed: 'is_open = false',
  due: 'is_scheduled = false',
}

/** Writes what was asked of a batch, and derives its status and its own events anew. */
export async function markBatch(tx: Queryable, batchId: string, mark: BatchMark): Promise<void> {
  const { rows } = await tx.query<BatchRow>(`UPDATE batches SET ${MARKS[mark]} WHERE id = $1 RETURNING ${COLUMNS}`, [
    batchId,
  ])
  await settle(tx, batchId, rows[0], false)
}

async function settle(tx: Queryable, batchId: string, batch: BatchRow | undefined, hasRunning: boolean): Promise<void> {
  if (batch === undefined) throw new Error(`batch ${batchId} does not exist`)
  const status = batchStatus(batch, {
    isPaused: batch.paused_at !== null,
    isCanceled: batch.canceled_at !== null,
    isOpen: batch.is_open,
    isScheduled: batch.is_scheduled,
  })
  const isFirstStart = batch.started_at === null && hasRunning
  if (status === batch.status && !isFirstStart) return
  const events = batchEvents(batch, status, isFirstStart)
  await tx.query(
    `UPDATE batches SET status = $2, last_seq = last_seq + $3,
       started_at = CASE WHEN $4 THEN now() ELSE started_at END,
       completed_at = CASE WHEN $2 IN ('completed', 'canceled') THEN now() ELSE NULL END
     WHERE id = $1`,
    [batchId, status, events.length, isFirstStart],
  )
  await appendEvents(tx, { projectId: batch.project_id, batchId, jobId: null }, batch.last_seq + events.length, events)
}

const TOLD = ['paused', 'blocked', 'completed', 'canceled'] as const satisfies readonly BatchStatus[]
const isTold = (status: BatchStatus): status is (typeof TOLD)[number] =>
  (TOLD as readonly BatchStatus[]).includes(status)

function batchEvents(batch: BatchRow, status: BatchStatus, isFirstStart: boolean): NewEvent[] {
  const { queued, running, blocked, completed, failed, canceled } = batch
  const data = { status, counts: { queued, running, blocked, completed, failed, canceled } }
  const events: NewEvent[] = isFirstStart ? [{ type: 'batch.started', data }] : []
  if (status === batch.status) return events
  if (isTold(status)) events.push({ type: `batch.${status}`, data })
  else if (isTold(batch.status)) events.push({ type: 'batch.resumed', data })
  return events
}
