import type { Queryable } from './connection.ts'
import { type EndpointView, lockEndpoint } from './webhook-endpoints.ts'

/** Each signs each attempt: more of them would make a header that receivers find too long. */
const MAX_SECRETS = 5

/**
 * A new secret; those before it sign as well for `overlapMs`, the newest four of them. Null when there is no such endpoint.
 * @returns until when the one before is good
 */
export async function rotateSecret(
  tx: Queryable,
  { projectId, endpointId }: { readonly projectId: string; readonly endpointId: string },
  { secretSealed, now, overlapMs }: { readonly secretSealed: string; readonly now: Date; readonly overlapMs: number },
): Promise<{ readonly endpoint: EndpointView; readonly previousExpiresAt: Date } | null> {
  // one rotation after the other, so that exactly one secret has no end
  const endpoint = await lockEndpoint(tx, projectId, endpointId)
  if (endpoint === null) return null
  const previousExpiresAt = new Date(now.getTime() + overlapMs)
  await tx.query('UPDATE webhook_secrets SET expires_at = $2 WHERE endpoint_id = $1 AND expires_at IS NULL', [
    endpointId,
    previousExpiresAt,
  ])
  await tx.query('INSERT INTO webhook_secrets (endpoint_id, sealed) VALUES ($1, $2)', [endpointId, secretSealed])
  await tx.query(
    `DELETE FROM webhook_secrets WHERE endpoint_id = $1 AND (expires_at <= $2 OR id NOT IN (
       SELECT id FROM webhook_secrets WHERE endpoint_id = $1 ORDER BY id DESC LIMIT ${MAX_SECRETS}))`,
    [endpointId, now],
  )
  return { endpoint, previousExpiresAt }
}
