import { isDeepStrictEqual } from 'node:util'
import { lockAccount } from './account-lock.ts'
import { type AuditedRequest, type AuditState, type Change, objectTypeOf, writeAuditLog } from './audit-log.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { endpointState } from './webhook-audit.ts'
import { toEndpoint } from './webhook-endpoints.ts'

/** Notes a change that the transaction makes. */
export type Note = (change: Change) => void

/**
 * A transaction that tells what it changes: rolled back, it has told nothing. Without a request to account for, notes
 * are thrown away.
 */
export const auditedTransaction = <T>(
  db: Database,
  request: AuditedRequest | null,
  work: (tx: Queryable, note: Note) => Promise<T>,
): Promise<T> =>
  db.transaction(async (tx) => {
    await nameRequest(tx, request)
    const changes: Change[] = []
    const result = await work(tx, (change) => changes.push(change))
    if (request !== null) await writeAuditLog(tx, request, changes)
    return result
  })

/** Until the transaction ends, events that it writes are those of the request (`events.request_id`). */
async function nameRequest(tx: Queryable, request: AuditedRequest | null): Promise<void> {
  if (request !== null) await tx.query(`SELECT set_config('nemo_batch.request_id', $1, true)`, [request.requestId])
}

/**
 * A database for acts upon the object in the request's address: each of its transactions looks at the object before and
 * after, and writes in the log what differs. What was refused, or was so already, differs in nothing. An act that needs
 * several transactions is told by the first that changes something.
 */
export function auditedDatabase(db: Database, request: AuditedRequest | null): Database {
  if (request === null || request.objectId === null) return db
  const { objectId } = request
  const objectType = objectTypeOf(request.action)
  const look = LOOKS[objectType]
  if (look === undefined) return db
  let isTold = false
  return {
    ...db,
    transaction: (work) =>
      db.transaction(async (tx) => {
        await nameRequest(tx, request)
        if (isTold) return work(tx)
        const place = [objectId, request.projectId]
        await look.lock(tx, place)
        const before = await stateOf(tx, look, place)
        const result = await work(tx)
        const after = await stateOf(tx, look, place)
        if (!isDeepStrictEqual(before, after)) {
          await writeAuditLog(tx, request, [{ objectType, objectId, before, after }])
          isTold = true
        }
        return result
      }),
  }
}

type Look = {
  /** Of `$1` in the project `$2`; no row: there is no such thing, or no longer. */
  readonly select: string
  /** Keeps workers from changing meanwhile what is looked at. */
  readonly lock: (tx: Queryable, place: string[]) => Promise<void>
  /** What the log shows of the row; not said: the row as it is. */
  readonly stateOf?: (row: Row) => AuditState
}

/** The lock that acts take first in any case. */
const lockAccountOf =
  (table: 'batches' | 'jobs'): Look['lock'] =>
  async (tx, place) => {
    const { rows } = await tx.query<Row & { account_id: string }>(
      `SELECT account_id FROM ${table} WHERE id = $1 AND project_id = $2`,
      place,
    )
    if (rows[0] !== undefined) await lockAccount(tx, rows[0].account_id)
  }

const LOOKS: Readonly<Record<string, Look>> = {
  batch: {
    select: `SELECT status, is_open, paused_at IS NOT NULL AS is_paused, canceled_at IS NOT NULL AS is_canceled,
        queued, running, blocked, completed, failed, canceled
      FROM batches WHERE id = $1 AND project_id = $2`,
    lock: lockAccountOf('batches'),
  },
  job: {
    select: `SELECT status, attempts, cancel_requested_at IS NOT NULL AS is_cancel_requested,
        (SELECT count(*)::int FROM job_steps s WHERE s.job_id = j.id) AS steps
      FROM jobs j WHERE id = $1 AND project_id = $2`,
    lock: lockAccountOf('jobs'),
  },
  file: {
    select: `SELECT filename, content_type, size_bytes AS bytes
      FROM files WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL`,
    lock: async () => undefined,
  },
  webhook_endpoint: {
    select: `SELECT url, events, description, is_enabled, batch_id
      FROM webhook_endpoints WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL`,
    lock: async (tx, place) =>
      void (await tx.query('SELECT FROM webhook_endpoints WHERE id = $1 AND project_id = $2 FOR NO KEY UPDATE', place)),
    stateOf: (row) => endpointState(toEndpoint(row)),
  },
  webhook_delivery: {
    select: `SELECT type AS event, status, attempts, next_attempt_at
      FROM webhook_deliveries WHERE id = $1 AND project_id = $2`,
    lock: async (tx, place) =>
      void (await tx.query(
        // its endpoint first, as everybody locks them
        `WITH endpoint AS MATERIALIZED (
           SELECT id FROM webhook_endpoints WHERE id = (
             SELECT endpoint_id FROM webhook_deliveries WHERE id = $1 AND project_id = $2) FOR NO KEY UPDATE)
         SELECT FROM webhook_deliveries d JOIN endpoint ON endpoint.id = d.endpoint_id WHERE d.id = $1 FOR UPDATE OF d`,
        place,
      )),
  },
}

async function stateOf(
  tx: Queryable,
  { select, stateOf: show = (row) => ({ ...row }) }: Look,
  place: string[],
): Promise<AuditState | null> {
  const { rows } = await tx.query<Row>(select, place)
  return rows[0] === undefined ? null : show(rows[0])
}
