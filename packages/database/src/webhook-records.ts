import { newId } from '@nemo-batch/runtime'
import type { Database, Queryable } from './connection.ts'
import type { AttemptView } from './webhook-deliveries.ts'
import { discardPending, type EndpointDisabled } from './webhook-endpoints.ts'
import type { Lane } from './webhook-lanes.ts'
import { tellOfEndpoint } from './webhook-messages.ts'

export type AttemptRecord = {
  readonly deliveryId: string
  /** As it was when the delivery was read: it is another one when somebody has had it sent again meanwhile. */
  readonly scheduleFrom: number
  /** In which it was sent. */
  readonly lane: Pick<Lane, 'endpointId' | 'token'>
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

/** What was written. */
export type RecordedAttempt = {
  /** False when another lane has written an attempt of this number. */
  readonly isWritten: boolean
  /** Whether this disabled the endpoint. */
  readonly isDisabled: boolean
}

/**
 * Writes what came of an attempt. One of the same number that was written before, by another lane, stays. A delivery that
 * was discarded meanwhile is discarded, and one that somebody has had sent again is sent again, unless it has arrived. What becomes of the endpoint is written only while the lane
 * is held: it counts on from what another one, or a person, may have changed.
 */
export async function recordAttempt(db: Database, record: AttemptRecord): Promise<RecordedAttempt> {
  const { endpoint, lane } = record
  // most attempts succeed and change nothing else: one statement, one commit
  if (endpoint === null) return { isWritten: await writeAttempt(db, record), isDisabled: false }
  return db.transaction(async (tx) => {
    // before the delivery, as whoever disables or changes the endpoint does it
    const { rowCount } = await tx.query(
      'SELECT FROM webhook_endpoints WHERE id = $1 AND lane_token = $2 FOR NO KEY UPDATE',
      [lane.endpointId, lane.token],
    )
    const isWritten = await writeAttempt(tx, record)
    if (!isWritten || rowCount !== 1) return { isWritten, isDisabled: false }
    return { isWritten, isDisabled: await writeEndpoint(tx, lane.endpointId, endpoint) }
  })
}

async function writeAttempt(db: Queryable, record: AttemptRecord): Promise<boolean> {
  const { deliveryId, scheduleFrom, lane, attempt, next } = record
  const status = next.kind === 'retry' ? 'pending' : next.kind
  const delayMs = next.kind === 'retry' ? next.delayMs : null
  const { rowCount } = await db.query(
    `WITH delivery AS (
       UPDATE webhook_deliveries SET attempts = $2,
         status = CASE
           WHEN $3 = 'succeeded' THEN $3 WHEN status = 'discarded' THEN status
           WHEN schedule_from <> $11 THEN 'pending' ELSE $3 END,
         next_attempt_at = CASE
           WHEN $3 = 'succeeded' OR status = 'discarded' THEN NULL
           WHEN schedule_from <> $11 THEN next_attempt_at ELSE clock_timestamp() + $4 * interval '1 ms' END,
         ended_at = CASE
           WHEN $3 = 'succeeded' OR status = 'discarded' THEN clock_timestamp()
           WHEN schedule_from = $11 AND $3 <> 'pending' THEN clock_timestamp() END
       WHERE id = $1 AND attempts = $2 - 1 RETURNING id)
     INSERT INTO webhook_attempts (delivery_id, number, endpoint_id, attempted_at, status_code, error, duration_ms, response_body)
     SELECT id, $2, $5, $6, $7, $8, $9, $10 FROM delivery`,
    [
      ...[deliveryId, attempt.number, status, delayMs, lane.endpointId, attempt.attemptedAt],
      ...[attempt.statusCode, attempt.error, attempt.durationMs, attempt.responseBody],
      scheduleFrom,
    ],
  )
  return rowCount === 1
}

/** @returns whether it disabled the endpoint */
async function writeEndpoint(tx: Queryable, endpointId: string, record: EndpointRecord): Promise<boolean> {
  const { failingSince, failures, probes, holdMs, disable } = record
  await tx.query(
    `UPDATE webhook_endpoints SET failing_since = $2, failures = $3, probes = $4,
       held_until = clock_timestamp() + $5 * interval '1 ms'
     WHERE id = $1`,
    [endpointId, failingSince, failures, probes, holdMs],
  )
  if (disable === null) return false
  const { rowCount } = await tx.query(
    `UPDATE webhook_endpoints SET is_enabled = false, disabled = $2, disabled_at = now(), lane_token = NULL
     WHERE id = $1 AND is_enabled AND deleted_at IS NULL`,
    [endpointId, JSON.stringify(disable)],
  )
  if (rowCount !== 1) return false
  await discardPending(tx, [endpointId])
  await tellOfEndpoint(tx, endpointId, { messageId: newId('evt'), type: 'endpoint.disabled' })
  return true
}
