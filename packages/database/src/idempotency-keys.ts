import type { Queryable, Row } from './connection.ts'
import { fromRow } from './rows.ts'

/** A request that was answered, with its answer. */
export type KeptAnswer = {
  readonly route: string
  readonly bodySha256: string
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: unknown
}

const KEPT_FOR = "interval '24 hours'"

/** The answer that was given under this key within the last 24 hours. */
export async function findKeptAnswer(db: Queryable, projectId: string, key: string): Promise<KeptAnswer | null> {
  const { rows } = await db.query<Row>(
    `SELECT route, body_sha256, status_code, headers, body FROM idempotency_keys
     WHERE project_id = $1 AND key = $2 AND created_at > now() - ${KEPT_FOR}`,
    [projectId, key],
  )
  return rows[0] === undefined ? null : fromRow<KeptAnswer>(rows[0])
}

/**
 * Makes the key this transaction's own until it ends, however it ends: a process that dies lets go of it.
 * @returns false while another transaction has it
 */
export async function takeIdempotencyKey(tx: Queryable, projectId: string, key: string): Promise<boolean> {
  const { rows } = await tx.query<Row & { taken: boolean }>(
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken',
    [`idempotency ${projectId} ${key}`],
  )
  return rows[0]?.taken === true
}

/** Keeps the answer in the transaction that made what it tells of. One that is past its time is replaced. */
export async function keepAnswer(tx: Queryable, projectId: string, key: string, answer: KeptAnswer): Promise<void> {
  await tx.query(
    `INSERT INTO idempotency_keys (project_id, key, route, body_sha256, status_code, headers, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (project_id, key) DO UPDATE SET route = excluded.route, body_sha256 = excluded.body_sha256,
       status_code = excluded.status_code, headers = excluded.headers, body = excluded.body, created_at = now()`,
    [
      projectId,
      key,
      answer.route,
      answer.bodySha256,
      answer.statusCode,
      JSON.stringify(answer.headers),
      JSON.stringify(answer.body),
    ],
  )
}
