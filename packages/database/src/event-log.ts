import { sanitizeJson } from '@nemo-batch/domain'
import { newId } from '@nemo-batch/runtime'
import type { Queryable } from './connection.ts'

export type NewEvent = { readonly type: string; readonly data?: Readonly<Record<string, unknown>> }
type Subject = { readonly projectId: string; readonly batchId: string; readonly jobId: string | null }

/**
 * Writes events under the numbers that the caller has just reserved by raising `last_seq`
 * in the same transaction; so the numbers of one subject have no gap and no double.
 */
export async function appendEvents(
  tx: Queryable,
  subject: Subject,
  lastSeq: number,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return
  const firstSeq = lastSeq - events.length + 1
  await tx.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data)
     SELECT e.id, $1, $2, $3, e.type, e.seq, e.data
     FROM unnest($4::text[], $5::text[], $6::int[], $7::jsonb[]) AS e (id, type, seq, data) ORDER BY e.seq`,
    [
      subject.projectId,
      subject.batchId,
      subject.jobId,
      events.map(() => newId('evt')),
      events.map((event) => event.type),
      events.map((_event, index) => firstSeq + index),
      events.map((event) => JSON.stringify(sanitizeJson(event.data ?? {}))),
    ],
  )
}

/** The same event for many jobs, each under the number that was reserved for it. */
export async function appendEventEach(
  tx: Queryable,
  subjects: readonly (Subject & { readonly seq: number })[],
  event: NewEvent,
): Promise<void> {
  if (subjects.length === 0) return
  await tx.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data)
     SELECT e.id, e.project_id, e.batch_id, e.job_id, $1, e.seq, $2::jsonb
     FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::int[])
       AS e (id, project_id, batch_id, job_id, seq)`,
    [
      event.type,
      JSON.stringify(sanitizeJson(event.data ?? {})),
      subjects.map(() => newId('evt')),
      subjects.map((subject) => subject.projectId),
      subjects.map((subject) => subject.batchId),
      subjects.map((subject) => subject.jobId),
      subjects.map((subject) => subject.seq),
    ],
  )
}
