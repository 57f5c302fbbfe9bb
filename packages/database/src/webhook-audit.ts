import { createHash } from 'node:crypto'
import type { AuditState } from './audit-log.ts'
import type { EndpointView } from './webhook-endpoints.ts'

const DIGEST_CHARS = 8

/**
 * The address of an endpoint as the audit log tells it, which more people read and nobody clears: what stands behind `?`
 * may be a token, so that it is told only whether it is another one.
 */
export function auditedUrl(url: string): string {
  const query = /[?#].*$/s.exec(url)?.[0]
  if (query === undefined) return url
  const digest = createHash('sha256').update(query).digest('hex').slice(0, DIGEST_CHARS)
  return `${url.slice(0, -query.length)}?…${digest}`
}

/** What of an endpoint people know it by and may change. */
export const endpointState = ({ url, events, description, isEnabled, batchId }: EndpointView): AuditState => ({
  url: auditedUrl(url),
  events,
  description,
  enabled: isEnabled,
  batch_id: batchId,
})
