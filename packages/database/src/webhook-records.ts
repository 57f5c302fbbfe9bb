import { newId } from '@nemo-batch/runtime'
import type { Database, Queryable } from './connection.ts'
import type { AttemptView } from './webhook-deliveries.ts'
import { discardPending, type EndpointDisabled } from './webhook-endpoints.ts'
import { tellOfEndpoint } from './webhook-messages.ts'

export type AttemptRecord = {
  readonly deliveryId: string
  readonly endpointId: string
  readonly attempt: AttemptView
  /** What becomes of the delivery. */
  readonly next:
    | { readonly kind: 'succeeded' }
    | { readonly kind: 'failed' }
    | { readonly kind: 'retry'; readonly delayMs: number }
  /** What becomes of the endpoint; null: nothing changes. */
  readonly endpoint: EndpointRecord | null
}

export type EndpointRecord = {
  readonly failingSince: Date | null
  readonly failures: number
  readonly probes: number
  /** Nothing is sent for so long; null: it is free. */
  readonly holdMs: number | null
  readonly disable: EndpointDisabled | null
}

/**
 * Writes what came of an attempt. An attempt of the same number that was written before, by a lane that was lost, stays.
 * A delivery that was discarded meanwhile is discarded, unless it has arrived.
 * @returns false when another lane has written this attempt
 */
export async function recordAttempt(db: Database, record: AttemptRecord): Promise<boolean> {
  const { endpoint, endpointId } = record
  // most attempts succeed and change nothing else: one statement, one commit
  if (endpoint === null) return writeAttempt(db, record)
  return db.transaction(async (tx) => {
    const isWritten = await writeAttempt(tx, record)
    if (isWritten) await writeEndpoint(tx, endpointId, endpoint)
    return isWritten
  })
}

async function writeAttempt(db: Queryable, { deliveryId, endpointId, attempt, next }: AttemptRecord): Promise<boolean> {
  const status = next.kind === 'retry' ? 'pending' : next.kind
  const delayMs = next.kind === 'retry' ? next.delayMs : null
  const { rowCount } = await db.query(
    `WITH delivery AS (
       UPDATE webhook_deliveries SET attempts = $2,
         status = CASE WHEN status = 'discarded' AND $3 <> 'succeeded' THEN status ELSE $3 END,
         next_attempt_at = CASE WHEN status <> 'discarded' THEN clock_timestamp() + $4 * interval '1 ms' END,
         ended_at = CASE WHEN status = 'discarded' OR $3 <> 'pending' THEN clock_timestamp() END
       WHERE id = $1 AND attempts = $2 - 1 RETURNING id)
     INSERT INTO webhook_attempts (delivery_id, number, endpoint_id, attempted_at, status_code, error, duration_ms, response_body)
     SELECT id, $2, $5, $6, $7, $8, $9, $10 FROM delivery`,
    [
      ...[deliveryId, attempt.number, status, delayMs, endpointId, attempt.attemptedAt],
      ...[attempt.statusCode, attempt.error, attempt.durationMs, attempt.responseBody],
    ],
  )
  return rowCount === 1
}

async function writeEndpoint(tx: Queryable, endpointId: string, record: EndpointRecord): Promise<void> {
  const { failingSince, failures, probes, holdMs, disable } = record
  await tx.query(
    `UPDATE webhook_endpoints SET failing_since = $2, failures = $3, probes = $4,
       held_until = clock_timestamp() + $5 * interval '1 ms'
     WHERE id = $1`,
    [endpointId, failingSince, failures, probes, holdMs],
  )
  if (disable === null) return
  const { rowCount } = await tx.query(
    `UPDATE webhook_endpoints SET is_enabled = false, disabled = $2, disabled_at = now(), lane_token = NULL
     WHERE id = $1 AND is_enabled AND deleted_at IS NULL`,
    [endpointId, JSON.stringify(disable)],
  )
  if (rowCount !== 1) return
  await discardPending(tx, [endpointId])
  await tellOfEndpoint(tx, endpointId, { messageId: newId('evt'), type: 'endpoint.disabled' })
}
