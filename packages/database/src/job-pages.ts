import type { JobStatus, Stage } from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import { type JobFilter, jobConditions } from './job-filter.ts'
import { searchJobs } from './job-search.ts'
import type { Job, JobMedia, JobStep } from './jobs.ts'
import { type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'

export type { JobFilter }

export type VideoView = {
  readonly id: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly durationMs: number | null
  readonly width: number | null
  readonly height: number | null
}

export type StepView = Pick<
  JobStep,
  'stepIndex' | 'instruction' | 'render' | 'status' | 'replyShown' | 'changes' | 'timeline' | 'renderId'
> & { readonly media: MediaView[]; readonly video: VideoView | null }

export type MediaView = Pick<JobMedia, 'fileId' | 'sourceUrl' | 'filename' | 'status'>

/** Everything that callers are shown of a job. */
export type JobView = Pick<
  Job,
  'id' | 'batchId' | 'reference' | 'progress' | 'priority' | 'language' | 'output' | 'error' | 'blocked'
> &
  Pick<Job, 'creditsSpent' | 'attempts' | 'sessionId' | 'taskId' | 'claimUrl'> & {
    readonly status: JobStatus
    readonly stage: Stage | null
    readonly metadata: Record<string, unknown>
    readonly warnings: unknown[]
    readonly createdAt: Date
    readonly startedAt: Date | null
    readonly completedAt: Date | null
    readonly steps: StepView[]
  }

export const JOB_COLUMNS = `j.id, j.batch_id, j.reference, j.status, j.stage, j.progress, j.priority, j.language, j.output,
  j.metadata, j.warnings, j.error, j.blocked, j.credits_spent, j.attempts, j.session_id, j.task_id, j.claim_url,
  j.created_at, j.started_at, j.completed_at`

export async function findJob(db: Queryable, projectId: string, jobId: string): Promise<JobView | null> {
  const { rows } = await db.query<Row>(`SELECT ${JOB_COLUMNS} FROM jobs j WHERE j.id = $1 AND j.project_id = $2`, [
    jobId,
    projectId,
  ])
  const [job] = await withSteps(db, rows)
  return job ?? null
}

/** Newest first. */
export async function listJobs(db: Queryable, page: PageRequest & JobFilter): Promise<Page<JobView>> {
  const { text } = page
  if (text !== undefined) return readFound(db, await searchJobs(db, { ...page, text }), page.limit)
  const where = jobConditions(page, page.limit + 1)
  const { rows } = await db.query<Row>(
    `SELECT ${JOB_COLUMNS} FROM jobs j WHERE true${where} ORDER BY j.id DESC LIMIT $1`,
    where.values,
  )
  const { items, hasMore } = toPage(rows, page.limit)
  return { items: await withSteps(db, items), hasMore }
}

async function readFound(db: Queryable, ids: readonly string[], limit: number): Promise<Page<JobView>> {
  const { items, hasMore } = toPage(ids, limit)
  const { rows } = await db.query<Row>(`SELECT ${JOB_COLUMNS} FROM jobs j WHERE j.id = ANY($1) ORDER BY j.id DESC`, [
    items,
  ])
  return { items: await withSteps(db, rows), hasMore }
}

type JobId = { readonly jobId: string }
type StepRow = Omit<StepView, 'media'> & JobId
type MediaRow = MediaView & JobId & { readonly stepIndex: number }

/** Jobs of rows with JOB_COLUMNS: two more queries for a whole page, however many jobs are on it. */
export async function withSteps(db: Queryable, rows: readonly Row[]): Promise<JobView[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const steps = await db.query<Row>(
    `SELECT s.job_id, s.step_index, s.instruction, s.render, s.status, s.reply_shown, s.changes, s.timeline, s.render_id,
       CASE WHEN f.id IS NULL THEN NULL ELSE jsonb_build_object('id', f.id, 'sizeBytes', f.size_bytes, 'sha256', f.sha256,
         'durationMs', f.duration_ms, 'width', f.width, 'height', f.height) END AS video
     FROM job_steps s LEFT JOIN files f ON f.id = s.video_file_id AND f.deleted_at IS NULL
     WHERE s.job_id = ANY($1) ORDER BY s.job_id, s.step_index`,
    [ids],
  )
  const media = await db.query<Row>(
    `SELECT job_id, step_index, file_id, source_url, filename, status FROM job_media
     WHERE job_id = ANY($1) ORDER BY job_id, step_index, position`,
    [ids],
  )
  return assembleJobs(rows, steps.rows, media.rows)
}

/** Rows of jobs with those of all their steps and media, in order. */
export function assembleJobs(jobRows: readonly Row[], stepRows: readonly Row[], mediaRows: readonly Row[]): JobView[] {
  const mediaOf = Map.groupBy(mediaRows.map(fromRow<MediaRow>), (item) => `${item.jobId} ${item.stepIndex}`)
  const stepsOf = Map.groupBy(
    stepRows.map(fromRow<StepRow>).map((step) => ({
      ...step,
      media: mediaOf.get(`${step.jobId} ${step.stepIndex}`) ?? [],
    })),
    (step) => step.jobId,
  )
  return jobRows.map(fromRow<Omit<JobView, 'steps'>>).map((job) => ({ ...job, steps: stepsOf.get(job.id) ?? [] }))
}
