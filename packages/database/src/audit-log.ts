import { newId } from '@nemo-batch/runtime'
import type { Queryable, Row } from './connection.ts'
import { Conditions, type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'

/** A request that changes something, and who sent it. */
export type AuditedRequest = {
  /** `<object type>.<verb>`. */
  readonly action: string
  /** Of the object in the request's address; null where the request makes one. */
  readonly objectId: string | null
  readonly projectId: string
  /** Null: the key of the settings. */
  readonly keyId: string | null
  readonly keyName: string
  readonly keyPrefix: string | null
  readonly address: string
  readonly requestId: string
}

/** What of an object people know it by and may change; small, and without secrets. */
export type AuditState = Readonly<Record<string, unknown>>

/** One object that was made, changed or taken away. */
export type Change = {
  readonly objectType: string
  readonly objectId: string
  readonly before: AuditState | null
  readonly after: AuditState | null
}

export type AuditEntry = Omit<AuditedRequest, 'objectId'> & Change & { readonly id: string; readonly createdAt: Date }

export const objectTypeOf = (action: string): string => action.split('.', 1)[0] ?? ''

/**
 * Writes one row for each object of the action's type that was changed; what came along with it is part of that. Belongs
 * in the transaction that made the changes.
 */
export async function writeAuditLog(tx: Queryable, request: AuditedRequest, noted: readonly Change[]): Promise<void> {
  const objectType = objectTypeOf(request.action)
  const changes = noted.filter((change) => change.objectType === objectType)
  if (changes.length === 0) return
  await tx.query(
    `INSERT INTO audit_log (id, object_id, before, after, project_id, key_id, key_name, key_prefix, address, request_id,
       action, object_type)
     SELECT id, object_id, before, after, $5, $6, $7, $8, $9, $10, $11, $12
     FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::jsonb[]) AS change (id, object_id, before, after)`,
    [
      changes.map(() => newId('aud')),
      changes.map((change) => change.objectId),
      changes.map(({ before }) => (before === null ? null : JSON.stringify(before))),
      changes.map(({ after }) => (after === null ? null : JSON.stringify(after))),
      request.projectId,
      request.keyId,
      request.keyName,
      request.keyPrefix,
      request.address,
      request.requestId,
      request.action,
      objectType,
    ],
  )
}

export type AuditFilter = {
  readonly action?: string | undefined
  /** The id of a key; null: the key of the settings. */
  readonly keyId?: string | null | undefined
  readonly objectId?: string | undefined
  readonly since?: Date | undefined
  readonly until?: Date | undefined
}

/** Of all projects, newest first; `since` is in it, `until` is not. */
export async function listAuditLog(
  db: Queryable,
  { limit, before, ...filter }: Omit<PageRequest, 'projectId'> & AuditFilter,
): Promise<Page<AuditEntry>> {
  const where = new Conditions(limit + 1)
    .add(before, (id) => `id < ${id}`)
    .add(filter.action, (action) => `action = ${action}`)
    .add(filter.keyId, (keyId) => `key_id = ${keyId}`)
    .add(filter.objectId, (objectId) => `object_id = ${objectId}`)
    .add(filter.since, (since) => `created_at >= ${since}`)
    .add(filter.until, (until) => `created_at < ${until}`)
  const bySettings = filter.keyId === null ? ' AND key_id IS NULL' : ''
  const { rows } = await db.query<Row>(
    `SELECT * FROM audit_log WHERE true${where}${bySettings} ORDER BY id DESC LIMIT $1`,
    where.values,
  )
  return toPage(rows.map(fromRow<AuditEntry>), limit)
}
