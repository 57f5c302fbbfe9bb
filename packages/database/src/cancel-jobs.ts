import type { Stage } from '@nemo-batch/domain'
import { JOBS_PER_ACT, type MovedJob, tellMoved } from './acts.ts'
import type { PendingWakeUp } from './admission.ts'
import type { Queryable, Row } from './connection.ts'

/** Jobs by their own ids, or all of a batch by the batch's. */
export type Selection =
  | { readonly by: 'id'; readonly ids: readonly string[] }
  | { readonly by: 'batch_id'; readonly id: string }

const chosen = (selection: Selection): { readonly sql: string; readonly values: unknown[] } =>
  selection.by === 'id'
    ? { sql: 'id = ANY($1)', values: [selection.ids] }
    : { sql: 'batch_id = $1', values: [selection.id] }

type Canceled = MovedJob & { was: 'queued' | 'blocked'; stage: Stage | null; credits_spent: number }

/**
 * Ends jobs on which nobody works, queued ones before blocked ones. Called under the account's lock.
 * @returns how many, at most {@link JOBS_PER_ACT}
 */
export async function cancelWaiting(tx: Queryable, selection: Selection): Promise<number> {
  const { sql, values } = chosen(selection)
  const { rows } = await tx.query<Canceled>(
    `UPDATE jobs SET status = 'canceled', completed_at = now(), blocked = NULL, wake_at = NULL, lease_token = NULL,
       lease_expires_at = NULL, last_seq = last_seq + 1
     FROM (
       SELECT id, status AS was FROM jobs WHERE ${sql} AND status IN ('queued', 'blocked')
       ORDER BY status DESC, id LIMIT ${JOBS_PER_ACT} FOR UPDATE) waiting
     WHERE jobs.id = waiting.id
     RETURNING was, jobs.id, project_id, batch_id, last_seq, stage, credits_spent`,
    values,
  )
  for (const status of ['queued', 'blocked'] as const)
    await tellMoved(
      tx,
      rows.filter((job) => job.was === status),
      [status, 'canceled'],
      ({ stage, credits_spent: spent }) => ({
        type: 'job.canceled',
        data: { stage, billed: spent > 0, render_canceled: false },
      }),
    )
  return rows.length
}

/**
 * Asks the workers to end running jobs. One that waits between two looks becomes due now; one that a worker holds is
 * ended by that worker. Called under the account's lock.
 * @returns how many were asked, and what must be queued so that those that wait are taken up
 */
export async function askToCancel(
  tx: Queryable,
  selection: Selection,
): Promise<{ readonly count: number; readonly wakeUps: PendingWakeUp[] }> {
  const { sql, values } = chosen(selection)
  const { rows } = await tx.query<Row & { id: string; wake_number: number; is_due: boolean }>(
    `UPDATE jobs SET cancel_requested_at = COALESCE(cancel_requested_at, now()),
       wake_number = wake_number + (lease_token IS NULL)::int,
       wake_at = CASE WHEN lease_token IS NULL THEN now() ELSE wake_at END,
       wake_set_at = CASE WHEN lease_token IS NULL THEN now() ELSE wake_set_at END
     WHERE ${sql} AND status = 'running'
     RETURNING id, wake_number, lease_token IS NULL AS is_due`,
    values,
  )
  const wakeUps = rows.filter((job) => job.is_due).map((job) => ({ jobId: job.id, wakeNumber: job.wake_number }))
  return { count: rows.length, wakeUps }
}
