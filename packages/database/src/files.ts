import type { Queryable, Row } from './connection.ts'
import { fromRow } from './rows.ts'

/** A file whose bytes are in our storage under `storageKey`; sizes in bytes, lengths in ms. */
export type NewFile = {
  readonly id: string
  readonly projectId: string
  readonly filename: string
  readonly contentType: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  readonly purpose: 'media' | 'video'
  readonly storageKey: string
}

export type StoredFile = NewFile & { readonly createdAt: Date }

export async function insertFile(db: Queryable, file: NewFile): Promise<StoredFile> {
  const { rows } = await db.query<Row>(
    `INSERT INTO files (id, project_id, filename, content_type, size_bytes, sha256, width, height, duration_ms, purpose, storage_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     RETURNING *`,
    [
      file.id,
      file.projectId,
      file.filename,
      file.contentType,
      file.sizeBytes,
      file.sha256,
      file.width,
      file.height,
      file.durationMs,
      file.purpose,
      file.storageKey,
    ],
  )
  return fromRow<StoredFile>(rows[0] ?? {})
}

/** Null when it does not exist, was deleted, or belongs to another project. */
export async function findFile(db: Queryable, projectId: string, fileId: string): Promise<StoredFile | null> {
  const { rows } = await db.query<Row>('SELECT * FROM files WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL', [
    fileId,
    projectId,
  ])
  return rows[0] === undefined ? null : fromRow<StoredFile>(rows[0])
}
