import type { DeliveryStatus } from '@nemo-batch/domain'
import { newId } from '@nemo-batch/runtime'
import type { Database, Queryable, Row } from './connection.ts'
import { Conditions, type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'
import { lockEndpoint } from './webhook-endpoints.ts'
import { tellOfEndpoint } from './webhook-messages.ts'

export type AttemptView = {
  readonly number: number
  readonly attemptedAt: Date
  /** null: there was no answer. */
  readonly statusCode: number | null
  /** null: it was delivered. */
  readonly error: string | null
  readonly durationMs: number
  readonly responseBody: string | null
}

export type DeliveryView = {
  readonly id: string
  readonly endpointId: string
  readonly messageId: string
  readonly type: string
  readonly batchId: string | null
  readonly jobId: string | null
  readonly status: DeliveryStatus
  readonly nextAttemptAt: Date | null
  readonly createdAt: Date
  readonly endedAt: Date | null
  readonly attempts: readonly AttemptView[]
}

export type DeliveryFilter = {
  readonly endpointId?: string | undefined
  readonly status?: DeliveryStatus | undefined
  readonly type?: string | undefined
}

const SELECT_DELIVERIES = `
  SELECT d.id, d.endpoint_id, d.message_id, d.type, d.status, d.next_attempt_at, d.created_at, d.ended_at, m.batch_id, m.job_id
  FROM webhook_deliveries d JOIN webhook_messages m ON m.id = d.message_id`

export async function findDelivery(db: Queryable, projectId: string, deliveryId: string): Promise<DeliveryView | null> {
  const { rows } = await db.query<Row>(`${SELECT_DELIVERIES} WHERE d.id = $1 AND d.project_id = $2`, [
    deliveryId,
    projectId,
  ])
  const [delivery] = await withAttempts(db, rows)
  return delivery ?? null
}

/** Newest first. */
export async function listDeliveries(db: Queryable, page: PageRequest & DeliveryFilter): Promise<Page<DeliveryView>> {
  const where = new Conditions(page.projectId, page.limit + 1)
    .add(page.before, (before) => `d.id < ${before}`)
    .add(page.endpointId, (endpointId) => `d.endpoint_id = ${endpointId}`)
    .add(page.status, (status) => `d.status = ${status}`)
    .add(page.type, (type) => `d.type = ${type}`)
  const { rows } = await db.query<Row>(
    `${SELECT_DELIVERIES} WHERE d.project_id = $1${where} ORDER BY d.id DESC LIMIT $2`,
    where.values,
  )
  const { items, hasMore } = toPage(rows, page.limit)
  return { items: await withAttempts(db, items), hasMore }
}

async function withAttempts(db: Queryable, rows: readonly Row[]): Promise<DeliveryView[]> {
  if (rows.length === 0) return []
  const attempts = await db.query<Row>(
    `SELECT delivery_id, number, attempted_at, status_code, error, duration_ms, response_body
     FROM webhook_attempts WHERE delivery_id = ANY($1) ORDER BY delivery_id, number`,
    [rows.map((row) => row.id)],
  )
  const attemptsOf = Map.groupBy(
    attempts.rows.map(fromRow<AttemptView & { deliveryId: string }>),
    (attempt) => attempt.deliveryId,
  )
  return rows
    .map(fromRow<Omit<DeliveryView, 'attempts'>>)
    .map((delivery) => ({ ...delivery, attempts: attemptsOf.get(delivery.id) ?? [] }))
}

export type EndpointRefusal = 'not_found' | 'endpoint_disabled' | 'endpoint_deleted'

/** Sends `endpoint.test` to an endpoint, whatever it is subscribed to. @returns the delivery */
export async function sendTest(
  tx: Queryable,
  projectId: string,
  endpointId: string,
): Promise<EndpointRefusal | DeliveryView> {
  const endpoint = await lockEndpoint(tx, projectId, endpointId)
  if (endpoint === null) return 'not_found'
  if (!endpoint.isEnabled) return 'endpoint_disabled'
  const messageId = newId('evt')
  const deliveryId = newId('whd')
  await tellOfEndpoint(tx, endpointId, { messageId, type: 'endpoint.test' })
  await tx.query(
    `INSERT INTO webhook_deliveries (id, project_id, endpoint_id, message_id, type, status, next_attempt_at)
     VALUES ($1, $2, $3, $4, 'endpoint.test', 'pending', clock_timestamp())`,
    [deliveryId, projectId, endpointId, messageId],
  )
  return (await findDelivery(tx, projectId, deliveryId)) ?? 'not_found'
}

/** Sent again, now, with the whole schedule before it. */
const SEND_AGAIN = `status = 'pending', next_attempt_at = clock_timestamp(), ended_at = NULL, schedule_from = attempts`

/** Sends one delivery again, however it ended; one that still waits is sent now. @returns the delivery */
export async function redeliver(
  tx: Queryable,
  projectId: string,
  deliveryId: string,
): Promise<EndpointRefusal | DeliveryView> {
  const { rows } = await tx.query<Row & { endpoint_id: string }>(
    'SELECT endpoint_id FROM webhook_deliveries WHERE id = $1 AND project_id = $2',
    [deliveryId, projectId],
  )
  const [found] = rows
  if (found === undefined) return 'not_found'
  const endpoint = await lockEndpoint(tx, projectId, found.endpoint_id)
  if (endpoint === null) return 'endpoint_deleted'
  if (!endpoint.isEnabled) return 'endpoint_disabled'
  await tx.query(`UPDATE webhook_deliveries SET ${SEND_AGAIN} WHERE id = $1`, [deliveryId])
  // one that waited already is not announced by its status
  await tx.query(`SELECT pg_notify('nemo_batch_deliveries', $1)`, [found.endpoint_id])
  return (await findDelivery(tx, projectId, deliveryId)) ?? 'not_found'
}

/** So many at a time, that nobody waits long for the endpoint. */
const RECOVERED_AT_ONCE = 5_000

/**
 * Sends again what was not delivered to an endpoint of what happened since then, in as many transactions as it takes. What
 * fails again meanwhile is left alone.
 * @returns how many
 */
export async function recoverDeliveries(
  db: Pick<Database, 'query' | 'transaction'>,
  projectId: string,
  endpointId: string,
  since: Date,
): Promise<EndpointRefusal | number> {
  const { rows } = await db.query<Row & { now: string }>('SELECT clock_timestamp()::text AS now')
  const endedBefore = rows[0]?.now ?? 'now'
  let count = 0
  for (;;) {
    const some = await db.transaction((tx) => recoverSome(tx, { projectId, endpointId, since, endedBefore }))
    if (typeof some === 'string') return count === 0 ? some : count
    count += some
    if (some < RECOVERED_AT_ONCE) return count
  }
}

type Recovery = {
  readonly projectId: string
  readonly endpointId: string
  readonly since: Date
  readonly endedBefore: string
}

async function recoverSome(
  tx: Queryable,
  { projectId, endpointId, since, endedBefore }: Recovery,
): Promise<EndpointRefusal | number> {
  const endpoint = await lockEndpoint(tx, projectId, endpointId)
  if (endpoint === null) return 'not_found'
  if (!endpoint.isEnabled) return 'endpoint_disabled'
  const { rowCount } = await tx.query(
    `UPDATE webhook_deliveries SET ${SEND_AGAIN} WHERE id IN (
       SELECT id FROM webhook_deliveries
       WHERE endpoint_id = $1 AND created_at >= $2 AND ended_at <= $3 AND status IN ('failed', 'discarded')
       ORDER BY created_at LIMIT ${RECOVERED_AT_ONCE})`,
    [endpointId, since, endedBefore],
  )
  return rowCount ?? 0
}
