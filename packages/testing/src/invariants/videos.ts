import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Queryable, Row } from '@nemo-batch/database'

export type VideoStorage = {
  /** Files lie here under their storage keys. */
  readonly folder: string
  /** `inspectMp4` of @nemo-batch/storage: throws when the file is no playable MP4. */
  readonly inspect: (path: string) => Promise<{ readonly durationMs: number }>
}

type RenderedStep = Row & {
  job_id: string
  step_index: number
  file_id: string | null
  purpose: string | null
  size_bytes: number
  sha256: string
  storage_key: string
  is_deleted: boolean
}

/**
 * Each rendered step of a completed job has its video, and without a storage to look into at least the row of it. A step
 * that failed before its job was refined was passed over, and may have none.
 */
export async function checkVideos(db: Queryable, storage: VideoStorage | undefined): Promise<string[]> {
  const { rows } = await db.query<RenderedStep>(
    `SELECT s.job_id, s.step_index, f.id AS file_id, f.purpose, f.size_bytes::float8 AS size_bytes, f.sha256, f.storage_key,
       f.deleted_at IS NOT NULL AS is_deleted
     FROM jobs j JOIN job_steps s ON s.job_id = j.id LEFT JOIN files f ON f.id = s.video_file_id
     WHERE j.status = 'completed' AND s.render AND (s.status <> 'failed' OR f.id IS NOT NULL)
     ORDER BY s.job_id, s.step_index`,
  )
  const found: string[] = []
  for (const step of rows) {
    const wrong = wrongRow(step) ?? (storage === undefined || step.is_deleted ? null : await wrongFile(step, storage))
    if (wrong !== null) found.push(`${step.job_id} completed, and step ${step.step_index} ${wrong}`)
  }
  return found
}

function wrongRow({ file_id, purpose }: RenderedStep): string | null {
  if (file_id === null) return 'has no video'
  return purpose === 'video' ? null : `has ${file_id} for a video, which is ${purpose}`
}

async function wrongFile(step: RenderedStep, { folder, inspect }: VideoStorage): Promise<string | null> {
  const file = path.join(folder, step.storage_key)
  try {
    const stored = await readWhole(file)
    if (stored.sizeBytes !== step.size_bytes)
      return `has ${step.file_id} of ${step.size_bytes} bytes, of which ${stored.sizeBytes} are stored`
    if (stored.sha256 !== step.sha256) return `has ${step.file_id}, whose stored bytes have another sha256`
    const { durationMs } = await inspect(file)
    return durationMs > 0 ? null : `has ${step.file_id}, which lasts ${durationMs} ms`
  } catch (error) {
    return `has ${step.file_id}, which cannot be played: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function readWhole(file: string): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256')
  const bytes = createReadStream(file)
  await pipeline(bytes, hash)
  return { sizeBytes: bytes.bytesRead, sha256: hash.digest('hex') }
}
