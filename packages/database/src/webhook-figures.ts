import type { Queryable, Row } from './connection.ts'
import { EACH_PENDING_ENDPOINT } from './pending-endpoints.ts'

/** How webhooks are doing, of all projects together. */
export type WebhookFigures = {
  /** That wait, for their time or their turn. */
  readonly pending: number
  /** Given up within the last 24 hours: tried as often as the schedule says. */
  readonly failedLately: number
  /** How long the delivery that is due for longest has been so, to an endpoint that may be sent to; 0 when none is. */
  readonly longestOverdueSeconds: number
  /** How many endpoints are alike in this. */
  readonly endpoints: readonly { readonly isEnabled: boolean; readonly failures: number; readonly count: number }[]
}

/** More failures in a row tell nothing more. */
const FAILURES_TOLD_APART = 100

/** However many deliveries there have been, it reads those that wait and those that failed lately, from indexes alone. */
export async function readWebhookFigures(db: Queryable): Promise<WebhookFigures> {
  const { rows } = await db.query<Row & WebhookFigures>(
    `${EACH_PENDING_ENDPOINT}
     SELECT
       (SELECT count(*)::int FROM webhook_deliveries WHERE status = 'pending') AS pending,
       (SELECT count(*)::int FROM webhook_deliveries
        WHERE status = 'failed' AND ended_at > now() - interval '24 hours') AS "failedLately",
       (SELECT COALESCE(GREATEST(extract(epoch FROM now() - min(d.next_attempt_at)), 0), 0)::float8
        FROM pending p JOIN webhook_endpoints e ON e.id = p.endpoint_id CROSS JOIN LATERAL (
          SELECT next_attempt_at FROM webhook_deliveries
          WHERE endpoint_id = e.id AND status = 'pending' ORDER BY next_attempt_at LIMIT 1) d
        WHERE e.is_enabled AND e.deleted_at IS NULL AND (e.held_until IS NULL OR e.held_until <= now())) AS "longestOverdueSeconds",
       (SELECT COALESCE(jsonb_agg(alike), '[]') FROM (
          SELECT is_enabled AS "isEnabled", LEAST(failures, ${FAILURES_TOLD_APART}) AS failures, count(*)::int AS count
          FROM webhook_endpoints WHERE deleted_at IS NULL GROUP BY 1, 2) alike) AS endpoints`,
  )
  const [figures] = rows
  if (figures === undefined) throw new Error('sums are always one row')
  return figures
}
