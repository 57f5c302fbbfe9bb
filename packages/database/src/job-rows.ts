import {
  type BlockReason,
  JOB_ROW_INSTRUCTION_CHARS,
  type JobCounts,
  type JobErrorCode,
  type JobStatus,
  type Stage,
} from '@nemo-batch/domain'
import { type BatchJobFilter, batchJobs } from './batch-job-filter.ts'
import type { Queryable, Row } from './connection.ts'
import { fromRow } from './rows.ts'

/** What a table shows of a job. */
export type JobRowView = {
  readonly id: string
  readonly position: number
  readonly reference: string | null
  readonly status: JobStatus
  readonly stage: Stage | null
  readonly progress: number
  /** Of the first step, its beginning. */
  readonly instruction: string
  readonly steps: number
  readonly media: number
  readonly thumbnailFileId: string | null
  readonly error: { readonly code: JobErrorCode; readonly message: string; readonly retryable: boolean } | null
  readonly blockedReason: BlockReason | null
  readonly creditsSpent: number
  readonly attempts: number
  readonly video: { readonly fileId: string; readonly durationMs: number | null } | null
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly completedAt: Date | null
}

export type JobRowsRequest = BatchJobFilter & {
  readonly order: 'attention' | 'position'
  readonly offset: number
  readonly limit: number
}
export type JobRowsPage = { readonly rows: readonly JobRowView[]; readonly total: number }

/**
 * A page of a batch's jobs at any place, and how many there are on all pages; null when the project has no such batch.
 * `attention`: failed, blocked, running, queued, completed, canceled, and then by position.
 */
export async function readJobRows(
  db: Queryable,
  projectId: string,
  batchId: string,
  request: JobRowsRequest,
): Promise<JobRowsPage | null> {
  const counts = await countsOf(db, projectId, batchId)
  if (counts === null) return null
  const { positions, total } = await positionsOf(db, batchId, counts, request)
  return { rows: await rowsAt(db, batchId, positions), total }
}

async function countsOf(db: Queryable, projectId: string, batchId: string): Promise<JobCounts | null> {
  const { rows } = await db.query<Row & JobCounts>(
    'SELECT queued, running, blocked, completed, failed, canceled FROM batches WHERE id = $1 AND project_id = $2',
    [batchId, projectId],
  )
  return rows[0] ?? null
}

/** What the batch has counted; null for what has to be looked for. */
function countOf(counts: JobCounts, { status, errorCode, text }: BatchJobFilter): number | null {
  if (errorCode !== undefined || text !== undefined) return null
  return status === undefined ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[status]
}

const ORDERS = { attention: 'job_attention(j.status), j.position', position: 'j.position' } as const

/** A job of a batch is known by its position, which the index has: what lies before the page is not read. */
async function positionsOf(
  db: Queryable,
  batchId: string,
  counts: JobCounts,
  { order, offset, limit, ...filter }: JobRowsRequest,
): Promise<{ readonly positions: readonly number[]; readonly total: number }> {
  const { sql, values } = await batchJobs(db, batchId, filter)
  // of one status, both orders are the same, and the index has that of attention
  const by = filter.status === undefined ? ORDERS[order] : ORDERS.attention
  const read = async (page: string, ...bounds: number[]): Promise<number[]> => {
    const found = await db.query<Row & { position: number }>(`SELECT j.position ${sql} ORDER BY ${by} ${page}`, [
      ...values,
      ...bounds,
    ])
    return found.rows.map(({ position }) => position)
  }
  const total = countOf(counts, filter)
  if (total !== null) {
    const page = `OFFSET $${values.length + 1} LIMIT $${values.length + 2}`
    return { positions: offset >= total ? [] : await read(page, offset, limit), total }
  }
  const all = await read('')
  return { positions: all.slice(offset, offset + limit), total: all.length }
}

async function rowsAt(db: Queryable, batchId: string, positions: readonly number[]): Promise<JobRowView[]> {
  if (positions.length === 0) return []
  const { rows } = await db.query<Row>(
    `SELECT j.id, j.position, j.reference, j.status, j.stage, j.progress, j.credits_spent, j.attempts,
       j.created_at, j.started_at, j.completed_at, j.blocked->>'reason' AS blocked_reason,
       CASE WHEN j.error IS NOT NULL THEN jsonb_build_object('code', j.error->'code', 'message', j.error->'message',
         'retryable', COALESCE(j.error->'retryable', 'false')) END AS error,
       s.instruction, s.steps, m.media, m.thumbnail_file_id, v.video
     FROM unnest($2::int[]) WITH ORDINALITY AS page (position, place)
     JOIN jobs j ON j.batch_id = $1 AND j.position = page.position
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS steps, COALESCE(left(min(instruction) FILTER (WHERE step_index = 0), $3), '') AS instruction
       FROM job_steps WHERE job_id = j.id) s
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS media,
         (array_agg(f.id ORDER BY jm.step_index, jm.position) FILTER (WHERE f.id IS NOT NULL))[1] AS thumbnail_file_id
       FROM job_media jm LEFT JOIN files f ON f.id = jm.file_id AND f.deleted_at IS NULL AND f.content_type LIKE 'image/%'
       WHERE jm.job_id = j.id) m
     LEFT JOIN LATERAL (
       SELECT jsonb_build_object('fileId', f.id, 'durationMs', f.duration_ms) AS video
       FROM job_steps vs JOIN files f ON f.id = vs.video_file_id AND f.deleted_at IS NULL
       WHERE vs.job_id = j.id ORDER BY vs.step_index DESC LIMIT 1) v ON true
     ORDER BY page.place`,
    [batchId, positions, JOB_ROW_INSTRUCTION_CHARS],
  )
  return rows.map(fromRow<JobRowView>)
}
