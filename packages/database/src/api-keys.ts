import { newId } from '@nemo-batch/runtime'
import type { Queryable, Row } from './connection.ts'
import { Conditions, type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'

/** A key as it is kept: never the key itself. */
export type ApiKeyView = {
  readonly id: string
  readonly projectId: string
  readonly name: string
  /** Its first characters. */
  readonly prefix: string
  readonly scopes: string[]
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

export type NewApiKey = Pick<ApiKeyView, 'projectId' | 'name' | 'prefix' | 'scopes'> & { readonly digest: Buffer }

const COLUMNS = 'id, project_id, name, prefix, scopes, created_at, last_used_at'

export async function insertApiKey(tx: Queryable, key: NewApiKey): Promise<ApiKeyView> {
  const { rows } = await tx.query<Row>(
    `INSERT INTO api_keys (id, project_id, name, prefix, scopes, digest) VALUES ($1, $2, $3, $4, $5, $6)
     RETURNING ${COLUMNS}`,
    [newId('key'), key.projectId, key.name, key.prefix, key.scopes, key.digest],
  )
  return fromRow<ApiKeyView>(rows[0] ?? {})
}

/** Who holds a key; `isUnmarked` when its use is to be noted again. */
export type KnownKey = Pick<ApiKeyView, 'id' | 'projectId' | 'name' | 'prefix' | 'scopes'> & {
  readonly isUnmarked: boolean
}

const IS_UNMARKED = `(last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`

/** The one look that each request takes: nothing is remembered, so that a revoked key is gone at once, everywhere. */
export async function findKeyByDigest(db: Queryable, digest: Buffer): Promise<KnownKey | null> {
  const { rows } = await db.query<Row>(
    `SELECT id, project_id, name, prefix, scopes, ${IS_UNMARKED} AS is_unmarked FROM api_keys WHERE digest = $1`,
    [digest],
  )
  return rows[0] === undefined ? null : fromRow<KnownKey>(rows[0])
}

/** Notes that a key is in use, at most once a minute. */
export async function markKeyUsed(db: Queryable, keyId: string): Promise<void> {
  await db.query(`UPDATE api_keys SET last_used_at = now() WHERE id = $1 AND ${IS_UNMARKED}`, [keyId])
}

/** Those of the ids whose keys are still good. */
export async function findLiveKeys(db: Queryable, keyIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<Row & { id: string }>('SELECT id FROM api_keys WHERE id = ANY($1)', [keyIds])
  return new Set(rows.map((row) => row.id))
}

export async function findApiKey(db: Queryable, keyId: string): Promise<ApiKeyView | null> {
  const { rows } = await db.query<Row>(`SELECT ${COLUMNS} FROM api_keys WHERE id = $1`, [keyId])
  return rows[0] === undefined ? null : fromRow<ApiKeyView>(rows[0])
}

/** Of all projects, newest first. */
export async function listApiKeys(db: Queryable, page: Omit<PageRequest, 'projectId'>): Promise<Page<ApiKeyView>> {
  const where = new Conditions(page.limit + 1).add(page.before, (before) => `id < ${before}`)
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM api_keys WHERE true${where} ORDER BY id DESC LIMIT $1`,
    where.values,
  )
  return toPage(rows.map(fromRow<ApiKeyView>), page.limit)
}

/** @returns what was deleted; null when there is no such key */
export async function deleteApiKey(tx: Queryable, keyId: string): Promise<ApiKeyView | null> {
  const { rows } = await tx.query<Row>(`DELETE FROM api_keys WHERE id = $1 RETURNING ${COLUMNS}`, [keyId])
  return rows[0] === undefined ? null : fromRow<ApiKeyView>(rows[0])
}
