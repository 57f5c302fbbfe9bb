import type { DisableReason } from '@nemo-batch/domain'
import { newId } from '@nemo-batch/runtime'
import type { Queryable, Row } from './connection.ts'
import { Conditions, type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'

/** Why the service disabled an endpoint by itself; `gone`: it answered 410. */
export type EndpointDisabled = { readonly reason: DisableReason; readonly message: string }

export type EndpointView = {
  readonly id: string
  /** Told of this batch alone; null: of the whole project. */
  readonly batchId: string | null
  readonly url: string
  /** null: all types, those to come too. */
  readonly events: string[] | null
  readonly description: string | null
  readonly isEnabled: boolean
  readonly disabled: EndpointDisabled | null
  readonly disabledAt: Date | null
  /** Of the first failure since the last success. */
  readonly failingSince: Date | null
  /** Failed attempts in a row. */
  readonly failures: number
  /** Nothing is sent before. */
  readonly heldUntil: Date | null
  readonly createdAt: Date
}

export type NewEndpoint = Pick<EndpointView, 'batchId' | 'url' | 'events' | 'description' | 'isEnabled'> & {
  readonly projectId: string
  /** Under `ENCRYPTION_KEY`. */
  readonly secretSealed: string
}

export type EndpointPatch = {
  readonly url?: string | undefined
  readonly events?: readonly string[] | null | undefined
  readonly description?: string | null | undefined
  readonly isEnabled?: boolean | undefined
}

const COLUMNS = `id, batch_id, url, events, description, is_enabled, disabled, disabled_at, failing_since, failures,
  held_until, created_at`

/** Also of a row that has more columns. */
export const toEndpoint = (row: Row): EndpointView => fromRow<EndpointView>(row)

/** Two statements, so that it belongs into a transaction. */
export async function insertEndpoint(tx: Queryable, endpoint: NewEndpoint): Promise<EndpointView> {
  const { rows } = await tx.query<Row>(
    `INSERT INTO webhook_endpoints (id, project_id, batch_id, url, events, description, is_enabled)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
    [
      ...[newId('whe'), endpoint.projectId, endpoint.batchId, endpoint.url, endpoint.events, endpoint.description],
      endpoint.isEnabled,
    ],
  )
  const made = toEndpoint(rows[0] ?? {})
  await tx.query('INSERT INTO webhook_secrets (endpoint_id, sealed) VALUES ($1, $2)', [made.id, endpoint.secretSealed])
  return made
}

export async function findEndpoint(db: Queryable, projectId: string, endpointId: string): Promise<EndpointView | null> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM webhook_endpoints WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL`,
    [endpointId, projectId],
  )
  return rows[0] === undefined ? null : toEndpoint(rows[0])
}

/** Nobody changes or removes it until the transaction ends. */
export async function lockEndpoint(tx: Queryable, projectId: string, endpointId: string): Promise<EndpointView | null> {
  const { rows } = await tx.query<Row>(
    `SELECT ${COLUMNS} FROM webhook_endpoints WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE`,
    [endpointId, projectId],
  )
  return rows[0] === undefined ? null : toEndpoint(rows[0])
}

/**
 * How many endpoints are told of the same: of this batch, or, with null, of the whole project. Until the transaction ends,
 * nobody else who asks this is answered.
 */
export async function countEndpointsToAddOne(
  tx: Queryable,
  projectId: string,
  batchId: string | null,
): Promise<number> {
  const subject = batchId ?? projectId
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('webhook endpoints of ' || $1, 0))`, [subject])
  const { rows } = await tx.query<Row & { count: number }>(
    `SELECT count(*)::int AS count FROM webhook_endpoints
     WHERE project_id = $1 AND COALESCE(batch_id, '') = COALESCE($2, '') AND deleted_at IS NULL`,
    [projectId, batchId],
  )
  return rows[0]?.count ?? 0
}

/** `batchId` null: those of the whole project. */
export type EndpointFilter = { readonly batchId?: string | null | undefined }

/** Newest first. */
export async function listEndpoints(
  db: Queryable,
  { projectId, limit, before, batchId }: PageRequest & EndpointFilter,
): Promise<Page<EndpointView>> {
  const where = new Conditions(projectId, limit + 1)
    .add(before, (id) => `id < ${id}`)
    .add(batchId, (id) => `batch_id = ${id}`)
  const ofProject = batchId === null ? ' AND batch_id IS NULL' : ''
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM webhook_endpoints WHERE project_id = $1 AND deleted_at IS NULL${where}${ofProject}
     ORDER BY id DESC LIMIT $2`,
    where.values,
  )
  return toPage(rows.map(toEndpoint), limit)
}

/** Enabled anew, or at another address, it begins with a clean slate. Null when there is no such endpoint. */
export async function changeEndpoint(
  tx: Queryable,
  projectId: string,
  endpointId: string,
  { url, events, description, isEnabled }: EndpointPatch,
): Promise<EndpointView | null> {
  const { rows } = await tx.query<Row>(
    `UPDATE webhook_endpoints SET url = COALESCE($3, url),
       events = CASE WHEN $4 THEN $5::text[] ELSE events END,
       description = CASE WHEN $6 THEN $7 ELSE description END,
       is_enabled = COALESCE($8, is_enabled),
       disabled = CASE WHEN $8 IS NULL THEN disabled END,
       disabled_at = CASE WHEN $8 IS NULL THEN disabled_at WHEN NOT $8 THEN COALESCE(disabled_at, now()) END
     WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL RETURNING ${COLUMNS}`,
    [
      ...[endpointId, projectId, url ?? null, events !== undefined, events ?? null],
      ...[description !== undefined, description ?? null, isEnabled ?? null],
    ],
  )
  const changed = rows[0]
  if (changed === undefined) return null
  if (isEnabled === false) await discardPending(tx, [endpointId])
  if (isEnabled !== true && url === undefined) return toEndpoint(changed)
  // who sends to it at the moment counts on from what it was like before, so another takes its place
  const { rows: fresh } = await tx.query<Row>(
    `UPDATE webhook_endpoints SET failing_since = NULL, failures = 0, probes = 0, held_until = NULL, lane_token = NULL
     WHERE id = $1 RETURNING ${COLUMNS}`,
    [endpointId],
  )
  await tx.query(`SELECT pg_notify('nemo_batch_deliveries', $1)`, [endpointId])
  return toEndpoint(fresh[0] ?? changed)
}

/** Its deliveries stay in the log; its secrets do not. False when there is no such endpoint. */
export async function removeEndpoint(tx: Queryable, projectId: string, endpointId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE webhook_endpoints SET deleted_at = now(), is_enabled = false
     WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL`,
    [endpointId, projectId],
  )
  if (rowCount !== 1) return false
  await discardPending(tx, [endpointId])
  await tx.query('DELETE FROM webhook_secrets WHERE endpoint_id = $1', [endpointId])
  return true
}

/** Ends deliveries that will not be tried again by themselves. @returns how many */
export async function discardPending(tx: Queryable, endpointIds: readonly string[]): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE webhook_deliveries SET status = 'discarded', next_attempt_at = NULL, ended_at = now()
     WHERE endpoint_id = ANY($1) AND status = 'pending'`,
    [endpointIds],
  )
  return rowCount ?? 0
}
