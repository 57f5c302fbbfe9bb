import type { Queryable, Row } from './connection.ts'
import { fromRow } from './rows.ts'

/** What the last attempts at an endpoint were like. */
export type EndpointFigures = {
  readonly attempts: number
  readonly succeeded: number
  /** Of those that were answered; null without any. */
  readonly medianMs: number | null
  readonly p95Ms: number | null
  readonly lastAttemptAt: Date | null
  /** Deliveries that still wait. */
  readonly pending: number
}

/** What `recent` means: no older, and no more. */
const RECENT_HOURS = 24
const RECENT_ATTEMPTS = 500

/** For each of the endpoints, of the last day. */
export async function readEndpointFigures(
  db: Queryable,
  endpointIds: readonly string[],
): Promise<ReadonlyMap<string, EndpointFigures>> {
  const { rows } = await db.query<Row>(
    `SELECT e.id AS endpoint_id, recent.*,
       (SELECT count(*)::int FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.status = 'pending') AS pending
     FROM unnest($1::text[]) AS e (id) CROSS JOIN LATERAL (
       SELECT count(*)::int AS attempts, count(*) FILTER (WHERE a.error IS NULL)::int AS succeeded,
         percentile_disc(0.5) WITHIN GROUP (ORDER BY a.duration_ms) FILTER (WHERE a.status_code IS NOT NULL) AS median_ms,
         percentile_disc(0.95) WITHIN GROUP (ORDER BY a.duration_ms) FILTER (WHERE a.status_code IS NOT NULL) AS p95_ms,
         max(a.attempted_at) AS last_attempt_at
       FROM (SELECT * FROM webhook_attempts WHERE endpoint_id = e.id AND attempted_at > now() - $2 * interval '1 hour'
             ORDER BY attempted_at DESC LIMIT ${RECENT_ATTEMPTS}) a) recent`,
    [endpointIds, RECENT_HOURS],
  )
  return new Map(rows.map(fromRow<EndpointFigures & { endpointId: string }>).map((row) => [row.endpointId, row]))
}
