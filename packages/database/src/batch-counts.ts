import { type BatchStatus, batchStatus, type JobCounts, type JobStatus } from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import { appendEvents, type NewEvent } from './event-log.ts'

type BatchRow = Row & JobCounts & { project_id: string; status: BatchStatus; started_at: Date | null; last_seq: number }

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
    `UPDATE batches SET ${from} = ${from} - $2, ${to} = ${to} + $2 WHERE id = $1
     RETURNING project_id, status, started_at, last_seq, queued, running, blocked, completed, failed, canceled`,
    [batchId, count],
  )
  const batch = rows[0]
  if (batch === undefined) throw new Error(`batch ${batchId} does not exist`)
  const status = batchStatus(batch)
  const isFirstStart = batch.started_at === null && to === 'running'
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

function batchEvents(batch: BatchRow, status: BatchStatus, isFirstStart: boolean): NewEvent[] {
  const { queued, running, blocked, completed, failed, canceled } = batch
  const counts = { queued, running, blocked, completed, failed, canceled }
  const events: NewEvent[] = isFirstStart ? [{ type: 'batch.started', data: { counts } }] : []
  if (status !== batch.status && (status === 'completed' || status === 'canceled' || status === 'blocked'))
    events.push({ type: `batch.${status}`, data: { status, counts } })
  if (batch.status === 'blocked' && status === 'running') events.push({ type: 'batch.resumed', data: { counts } })
  return events
}
