import type { Queryable, Row } from '@nemo-batch/database'

type Rule = readonly [what: string, table: string, isBroken: string]

const RULES: readonly Rule[] = [
  [
    'was told to fewer endpoints than are subscribed to it',
    'webhook_messages m',
    `NOT m.type LIKE 'endpoint.%' AND EXISTS (
       SELECT FROM webhook_endpoints e
       WHERE e.batch_id = m.batch_id AND e.deleted_at IS NULL AND (e.events IS NULL OR m.type = ANY (e.events))
         AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.message_id = m.id AND d.endpoint_id = e.id))`,
  ],
  [
    'tells of an event that there is not',
    'webhook_messages m',
    `NOT m.type LIKE 'endpoint.%' AND NOT EXISTS (
       SELECT FROM events v WHERE v.id = m.id AND v.type = m.type AND v.seq = m.seq AND v.batch_id = m.batch_id
         AND v.job_id IS NOT DISTINCT FROM m.job_id AND v.project_id = m.project_id)`,
  ],
  [
    'was written for an endpoint of another project',
    'webhook_deliveries m',
    'NOT EXISTS (SELECT FROM webhook_endpoints e WHERE e.id = m.endpoint_id AND e.project_id = m.project_id)',
  ],
  [
    'counts other attempts than it has',
    'webhook_deliveries m',
    `(m.attempts, m.attempts) <> (
       SELECT count(*), COALESCE(max(a.number), 0) FROM webhook_attempts a WHERE a.delivery_id = m.id)`,
  ],
  [
    'does not say how it ended',
    'webhook_deliveries m',
    `(m.status = 'succeeded') <> COALESCE((
       SELECT a.error IS NULL FROM webhook_attempts a WHERE a.delivery_id = m.id ORDER BY a.number DESC LIMIT 1), false)
     AND m.schedule_from < m.attempts`,
  ],
  ['does not say when it ended', 'webhook_deliveries m', `(m.status = 'pending') = (m.ended_at IS NOT NULL)`],
  [
    'has not one secret without an end',
    'webhook_endpoints m',
    `m.deleted_at IS NULL AND 1 <> (
       SELECT count(*) FROM webhook_secrets s WHERE s.endpoint_id = m.id AND s.expires_at IS NULL)`,
  ],
]

/** Of batches with endpoints of their own: those were subscribed from the first event on. */
const UNTOLD = `
  SELECT v.id, 'was never written for an endpoint that is subscribed to it' AS what FROM events v
  JOIN webhook_endpoints e ON e.batch_id = v.batch_id AND e.deleted_at IS NULL
    AND (e.events IS NULL OR v.type = ANY (e.events))
  WHERE v.type IN ('job.completed', 'job.failed', 'job.blocked', 'job.canceled', 'batch.completed', 'batch.blocked', 'batch.canceled')
    AND NOT EXISTS (SELECT FROM webhook_messages m WHERE m.id = v.id)`

/** Everything that an endpoint is subscribed to stands in the outbox, and each delivery says what became of it. */
export async function checkWebhooks(db: Queryable): Promise<string[]> {
  const looks = RULES.map(([what, table, isBroken]) => `SELECT m.id, '${what}' AS what FROM ${table} WHERE ${isBroken}`)
  const { rows } = await db.query<Row & { id: string; what: string }>(
    `${[UNTOLD, ...looks].join(' UNION ALL ')} ORDER BY 1, 2`,
  )
  return rows.map(({ id, what }) => `${id} ${what}`)
}
