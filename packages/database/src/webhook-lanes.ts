import type { Queryable, Row } from './connection.ts'
import { readFact } from './installation-facts.ts'
import { EACH_PENDING_ENDPOINT } from './pending-endpoints.ts'
import { fromRow } from './rows.ts'
import { MESSAGE_COLUMNS, type MessageRow, toMessage, type WebhookMessage } from './webhook-messages.ts'

/** The right of one process to send to an endpoint. */
export type Lane = { readonly endpointId: string; readonly token: string; readonly leaseMs: number }

/** What is to be known of an endpoint to send to it. */
export type LaneEndpoint = {
  readonly id: string
  readonly projectId: string
  readonly url: string
  /** Nothing is sent for so long; 0: it is free. */
  readonly heldMs: number
  readonly failingSince: Date | null
  readonly failures: number
  readonly probes: number
  /** Newest first, also those that have ended. */
  readonly secrets: readonly { readonly sealed: string; readonly expiresAt: Date | null }[]
}

export type DueDelivery = {
  readonly id: string
  /** That were made. */
  readonly attempts: number
  /** Those of them that were made before the schedule was begun anew. */
  readonly scheduleFrom: number
  /** @throws Error for what this version cannot read; the others that are due are not harmed by it */
  message(): WebhookMessage
}

/** What a lane finds; null: it is lost, or the endpoint is disabled or gone. */
export type LaneLook = {
  readonly endpoint: LaneEndpoint
  /** Longest due first. */
  readonly due: readonly DueDelivery[]
  /** Without due ones: when the next one is; null: none waits. */
  readonly nextDueMs: number | null
  /** Base of the links that are handed out; null until an API process has told it. */
  readonly publicUrl: string | null
} | null

const IS_FREE = '(lane_token IS NULL OR lane_expires_at < now() OR lane_set_at > now())'
const IS_SILENCED = '(NOT e.is_enabled OR e.deleted_at IS NOT NULL)'
const LEASE = `lane_expires_at = now() + $3 * interval '1 ms', lane_set_at = now()`

/** False while another process has it, when there is nobody to send to, and when nothing waits: most wake-ups too many end here. */
export async function takeLane(db: Queryable, { endpointId, token, leaseMs }: Lane): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE webhook_endpoints SET lane_token = $2, ${LEASE}
     WHERE id = $1 AND is_enabled AND deleted_at IS NULL AND ${IS_FREE}
       AND EXISTS (SELECT FROM webhook_deliveries WHERE endpoint_id = $1 AND status = 'pending')`,
    [endpointId, token, leaseMs],
  )
  return rowCount === 1
}

/** False when it was lost. */
export async function renewLane(db: Queryable, { endpointId, token, leaseMs }: Lane): Promise<boolean> {
  const { rowCount } = await db.query(`UPDATE webhook_endpoints SET ${LEASE} WHERE id = $1 AND lane_token = $2`, [
    endpointId,
    token,
    leaseMs,
  ])
  return rowCount === 1
}

export async function leaveLane(db: Queryable, { endpointId, token }: Lane): Promise<void> {
  await db.query('UPDATE webhook_endpoints SET lane_token = NULL WHERE id = $1 AND lane_token = $2', [
    endpointId,
    token,
  ])
}

/** @param underway ids of deliveries that the lane is sending, or has read and will send */
export async function lookFromLane(
  db: Queryable,
  { endpointId, token }: Lane,
  { limit, underway }: { readonly limit: number; readonly underway: readonly string[] },
): Promise<LaneLook> {
  const endpoint = await findLaneEndpoint(db, endpointId, token)
  if (endpoint === null) return null
  const { rows } = await db.query<MessageRow & { id: string; attempts: number; schedule_from: number }>(
    `SELECT d.id, d.attempts, d.schedule_from, ${MESSAGE_COLUMNS}
     FROM webhook_deliveries d JOIN webhook_messages m ON m.id = d.message_id
     WHERE d.endpoint_id = $1 AND d.status = 'pending' AND d.next_attempt_at <= clock_timestamp() AND d.id <> ALL ($3)
     ORDER BY d.next_attempt_at, d.id LIMIT $2`,
    [endpointId, limit, underway],
  )
  const due = rows.map((row) => ({
    id: row.id,
    attempts: row.attempts,
    scheduleFrom: row.schedule_from,
    message: () => toMessage(row),
  }))
  return {
    endpoint,
    due,
    nextDueMs: due.length > 0 ? null : await nextDueMs(db, endpointId, underway),
    publicUrl: await readFact(db, 'public_url'),
  }
}

async function findLaneEndpoint(db: Queryable, endpointId: string, token: string): Promise<LaneEndpoint | null> {
  const { rows } = await db.query<Row>(
    `SELECT id, project_id, url, failing_since, failures, probes,
       COALESCE(GREATEST(ceil(extract(epoch FROM held_until - clock_timestamp()) * 1000), 0), 0)::float8 AS held_ms
     FROM webhook_endpoints WHERE id = $1 AND lane_token = $2 AND is_enabled AND deleted_at IS NULL`,
    [endpointId, token],
  )
  if (rows[0] === undefined) return null
  const { rows: secrets } = await db.query<Row>(
    'SELECT sealed, expires_at FROM webhook_secrets WHERE endpoint_id = $1 ORDER BY id DESC',
    [endpointId],
  )
  return {
    ...fromRow<Omit<LaneEndpoint, 'secrets'>>(rows[0]),
    secrets: secrets.map(fromRow<LaneEndpoint['secrets'][number]>),
  }
}

async function nextDueMs(db: Queryable, endpointId: string, underway: readonly string[]): Promise<number | null> {
  // no aggregate: of no rows it would be null, and GREATEST takes that for 0
  const { rows } = await db.query<Row & { next_ms: number }>(
    `SELECT GREATEST(ceil(extract(epoch FROM next_attempt_at - clock_timestamp()) * 1000), 0)::float8 AS next_ms
     FROM webhook_deliveries WHERE endpoint_id = $1 AND status = 'pending' AND id <> ALL ($2)
     ORDER BY next_attempt_at LIMIT 1`,
    [endpointId, underway],
  )
  return rows[0]?.next_ms ?? null
}

/** Whether something is due that may be sent. A lane asks when it has been left: what came before found it occupied. */
export async function hasDueDeliveries(db: Queryable, endpointId: string): Promise<boolean> {
  const { rows } = await db.query(
    `SELECT FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
     WHERE d.endpoint_id = $1 AND d.status = 'pending' AND d.next_attempt_at <= clock_timestamp()
       AND (e.held_until IS NULL OR e.held_until <= clock_timestamp()) LIMIT 1`,
    [endpointId],
  )
  return rows.length > 0
}

/**
 * Endpoints with deliveries that have been due for longer than `overdueMs`, to which nobody sends although somebody may.
 * However many deliveries wait, it looks at the oldest one of each endpoint.
 */
export async function endpointsToWake(db: Queryable, overdueMs: number, limit: number): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string }>(
    `${EACH_PENDING_ENDPOINT}
     SELECT e.id FROM pending p JOIN webhook_endpoints e ON e.id = p.endpoint_id
     WHERE e.is_enabled AND e.deleted_at IS NULL AND ${IS_FREE} AND (e.held_until IS NULL OR e.held_until <= now())
       AND (SELECT min(d.next_attempt_at) FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.status = 'pending')
         < now() - $1 * interval '1 ms'
     LIMIT $2`,
    [overdueMs, limit],
  )
  return rows.map((row) => row.id)
}

/**
 * Ends deliveries that wait for endpoints which are told nothing any more: they were being written while the endpoint was
 * disabled or deleted. @returns how many
 */
export async function discardForTheSilenced(db: Queryable): Promise<number> {
  const { rows } = await db.query<Row & { id: string }>(
    `${EACH_PENDING_ENDPOINT} SELECT e.id FROM pending p JOIN webhook_endpoints e ON e.id = p.endpoint_id WHERE ${IS_SILENCED}`,
  )
  if (rows.length === 0) return 0
  // asked again: somebody may have enabled it meanwhile
  const { rowCount } = await db.query(
    `UPDATE webhook_deliveries SET status = 'discarded', next_attempt_at = NULL, ended_at = now()
     WHERE status = 'pending' AND endpoint_id IN (SELECT e.id FROM webhook_endpoints e WHERE e.id = ANY ($1) AND ${IS_SILENCED})`,
    [rows.map((row) => row.id)],
  )
  return rowCount ?? 0
}
