import type { Queryable, Row } from './connection.ts'
import { fromRow } from './rows.ts'

/** Where a reader of events stands: everything up to here was read. Transactions are numbered beyond 2^53. */
export type EventPlace = { readonly xact: string; readonly position: number }
const BEFORE_ALL_EVENTS: EventPlace = { xact: '0', position: 0 }

export type EventView = {
  readonly id: string
  readonly batchId: string
  readonly jobId: string | null
  readonly type: string
  readonly seq: number
  readonly data: Record<string, unknown>
  /** Of the request that it came of; null for what a worker did by itself. */
  readonly requestId: string | null
  readonly createdAt: Date
  readonly place: EventPlace
  /** False while an older transaction runs that may yet put an event in front of this one. */
  readonly isSettled: boolean
}

/** Whose events: a batch's with those of its jobs, or one job's. */
export type EventSubject = { readonly kind: 'batch' | 'job'; readonly id: string }

/**
 * Where each kind of reader goes on. A batch is read in the order of transactions. A job's events are numbered under
 * its row lock, so their numbers alone are an order without holes.
 */
export type EventCursor = { readonly place: EventPlace; readonly seq: number }
export const FIRST_EVENT: EventCursor = { place: BEFORE_ALL_EVENTS, seq: 0 }

export const cursorAfter = (event: EventView): EventCursor => ({ place: event.place, seq: event.seq })

type EventRow = Row & { xact: string; position: number }

const EVENT_COLUMNS = `id, batch_id, job_id, type, seq, data, request_id, created_at, position, xact::text AS xact,
  xact < pg_snapshot_xmin(pg_current_snapshot()) AS is_settled`

/** The events behind the cursor, in order, at most `limit`. */
export async function readEvents(
  db: Queryable,
  projectId: string,
  subject: EventSubject,
  after: EventCursor,
  limit: number,
): Promise<EventView[]> {
  const { rows } =
    subject.kind === 'job'
      ? await db.query<EventRow>(
          `SELECT ${EVENT_COLUMNS} FROM events WHERE job_id = $1 AND seq > $2 AND project_id = $4 ORDER BY seq LIMIT $3`,
          [subject.id, after.seq, limit, projectId],
        )
      : await db.query<EventRow>(
          `SELECT ${EVENT_COLUMNS} FROM events WHERE batch_id = $1 AND (xact, position) > ($2::text::xid8, $3) AND project_id = $5
           ORDER BY events.xact, position LIMIT $4`,
          [subject.id, after.place.xact, after.place.position, limit, projectId],
        )
  return rows.map(toView)
}

/** Null when the subject has no such event. */
export async function findEvent(
  db: Queryable,
  projectId: string,
  subject: EventSubject,
  eventId: string,
): Promise<EventView | null> {
  const { rows } = await db.query<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM events WHERE id = $1 AND ${subject.kind}_id = $2 AND project_id = $3`,
    [eventId, subject.id, projectId],
  )
  return rows[0] === undefined ? null : toView(rows[0])
}

/** A batch's own event by its number; null when there is none. */
export async function findBatchEvent(
  db: Queryable,
  projectId: string,
  batchId: string,
  seq: number,
): Promise<EventView | null> {
  const { rows } = await db.query<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM events WHERE batch_id = $1 AND job_id IS NULL AND seq = $2 AND project_id = $3`,
    [batchId, seq, projectId],
  )
  return rows[0] === undefined ? null : toView(rows[0])
}

export type SubjectState = {
  /** The number of its newest event; of a batch, of the batch's own ones. */
  readonly lastSeq: number
  readonly isEnded: boolean
}

/** Null when the project has no such batch or job. */
export async function readSubject(
  db: Queryable,
  projectId: string,
  { kind, id }: EventSubject,
): Promise<SubjectState | null> {
  const { rows } = await db.query<Row>(
    kind === 'job'
      ? `SELECT last_seq, status IN ('completed', 'failed', 'canceled') AS is_ended FROM jobs WHERE id = $1 AND project_id = $2`
      : `SELECT last_seq, status IN ('completed', 'canceled') AS is_ended FROM batches WHERE id = $1 AND project_id = $2`,
    [id, projectId],
  )
  return rows[0] === undefined ? null : fromRow<SubjectState>(rows[0])
}

function toView({ xact, position, ...row }: EventRow): EventView {
  return { ...fromRow<Omit<EventView, 'place'>>(row), place: { xact, position } }
}

/** The batches and jobs that have settled events behind `after`, and how far that is. For those who wake readers. */
export async function changedSubjects(
  db: Queryable,
  after: EventPlace,
): Promise<{ ids: Set<string>; upTo: EventPlace }> {
  const { rows } = await db.query<EventRow & { batch_id: string; job_id: string | null }>(
    `SELECT batch_id, job_id, xact::text AS xact, position FROM events
     WHERE (xact, position) > ($1::text::xid8, $2) AND xact < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY events.xact, position LIMIT 5000`,
    [after.xact, after.position],
  )
  const last = rows.at(-1)
  return {
    ids: new Set(rows.flatMap((row) => (row.job_id === null ? [row.batch_id] : [row.batch_id, row.job_id]))),
    upTo: last === undefined ? after : { xact: last.xact, position: last.position },
  }
}

/** Where the log ends now; everything that settles later lies behind it. */
export async function endOfEvents(db: Queryable): Promise<EventPlace> {
  const { rows } = await db.query<Row & { xact: string }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xact',
  )
  return { xact: rows[0]?.xact ?? '0', position: 0 }
}
