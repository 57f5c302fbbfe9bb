import type { Database, Queryable, Row } from './connection.ts'
import type { NewFile, StoredFile } from './files.ts'
import { Conditions, type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'

export type FileFilter = { readonly purpose?: NewFile['purpose'] | undefined }

/** Newest first. */
export async function listFiles(db: Queryable, page: PageRequest & FileFilter): Promise<Page<StoredFile>> {
  const where = new Conditions(page.projectId, page.limit + 1)
    .add(page.before, (before) => `id < ${before}`)
    .add(page.purpose, (purpose) => `purpose = ${purpose}`)
  const { rows } = await db.query<Row>(
    `SELECT * FROM files WHERE project_id = $1 AND deleted_at IS NULL${where} ORDER BY id DESC LIMIT $2`,
    where.values,
  )
  return toPage(rows.map(fromRow<StoredFile>), page.limit)
}

/** The file that a signed link names; the signature stands for the project. */
export async function findLinkedFile(db: Queryable, fileId: string): Promise<StoredFile | null> {
  const { rows } = await db.query<Row>('SELECT * FROM files WHERE id = $1 AND deleted_at IS NULL', [fileId])
  return rows[0] === undefined ? null : fromRow<StoredFile>(rows[0])
}

/** Those of the ids that are files of the project, by id. */
export async function findFiles(
  db: Queryable,
  projectId: string,
  fileIds: readonly string[],
): Promise<Map<string, StoredFile>> {
  if (fileIds.length === 0) return new Map()
  const { rows } = await db.query<Row>(
    'SELECT * FROM files WHERE id = ANY($1) AND project_id = $2 AND deleted_at IS NULL',
    [[...new Set(fileIds)], projectId],
  )
  return new Map(rows.map(fromRow<StoredFile>).map((file) => [file.id, file]))
}

export type FileDeletion =
  | { readonly kind: 'deleted'; readonly storageKey: string }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'in_use' }

/**
 * Deletes a file unless an unfinished job still needs it. The bytes are the caller's to remove, after the commit.
 * The row is locked before the jobs are looked at, and whoever makes jobs locks it too: a job made meanwhile is seen.
 */
export const deleteFile = (db: Database, projectId: string, fileId: string): Promise<FileDeletion> =>
  db.transaction(async (tx): Promise<FileDeletion> => {
    const found = await tx.query<Row & { storage_key: string }>(
      'SELECT storage_key FROM files WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL FOR UPDATE',
      [fileId, projectId],
    )
    const file = found.rows[0]
    if (file === undefined) return { kind: 'not_found' }
    const used = await tx.query(
      `SELECT 1 FROM job_media m JOIN jobs j ON j.id = m.job_id
       WHERE m.file_id = $1 AND j.status IN ('queued', 'running', 'blocked') LIMIT 1`,
      [fileId],
    )
    if (used.rows.length > 0) return { kind: 'in_use' }
    await tx.query('UPDATE files SET deleted_at = now() WHERE id = $1', [fileId])
    return { kind: 'deleted', storageKey: file.storage_key }
  })

/** Keeps the files from being deleted until the transaction ends. @returns how many of them are there */
export async function holdFiles(tx: Queryable, projectId: string, fileIds: readonly string[]): Promise<number> {
  const ids = [...new Set(fileIds)].sort()
  if (ids.length === 0) return 0
  const { rows } = await tx.query(
    'SELECT id FROM files WHERE id = ANY($1) AND project_id = $2 AND deleted_at IS NULL ORDER BY id FOR SHARE',
    [ids, projectId],
  )
  return rows.length
}
