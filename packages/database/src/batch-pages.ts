import type { BatchStatus, JobStatus } from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import { Conditions, containing, type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'

export type BatchView = Readonly<Record<JobStatus, number>> & {
  readonly id: string
  readonly name: string | null
  readonly metadata: Record<string, unknown>
  readonly status: BatchStatus
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly completedAt: Date | null
  /** What jobs take over that do not say it themselves, in the form of the request. */
  readonly defaults: Record<string, unknown>
  /** Takes more jobs. */
  readonly isOpen: boolean
  readonly scheduledAt: Date | null
  /** Of all its jobs. */
  readonly creditsSpent: number
  /** The sum of the progress of its running and blocked jobs. */
  readonly progressUnderway: number
  /** The endpoint that it was given when it was made, as long as that exists; `events` null: all. */
  readonly webhook: { readonly endpointId: string; readonly url: string; readonly events: string[] | null } | null
}

const SELECT_BATCHES = `
  SELECT b.id, b.name, b.metadata, b.defaults, b.status, b.queued, b.running, b.blocked, b.completed, b.failed, b.canceled,
    b.created_at, b.started_at, b.completed_at, b.is_open, b.scheduled_at,
    b.credits_settled + underway.credits_spent AS credits_spent, underway.progress AS progress_underway,
    webhook_of_batch(b.id) AS webhook
  FROM batches b CROSS JOIN LATERAL (
    SELECT COALESCE(sum(j.credits_spent), 0)::int AS credits_spent, COALESCE(sum(j.progress), 0)::int AS progress
    FROM jobs j WHERE j.batch_id = b.id AND j.status IN ('running', 'blocked')) underway`

export async function findBatch(db: Queryable, projectId: string, batchId: string): Promise<BatchView | null> {
  const { rows } = await db.query<Row>(`${SELECT_BATCHES} WHERE b.id = $1 AND b.project_id = $2`, [batchId, projectId])
  return rows[0] === undefined ? null : fromRow<BatchView>(rows[0])
}

export type BatchFilter = { readonly status?: BatchStatus | undefined; readonly name?: string | undefined }

/** Newest first. `name` finds names that contain it. */
export async function listBatches(db: Queryable, page: PageRequest & BatchFilter): Promise<Page<BatchView>> {
  const where = new Conditions(page.projectId, page.limit + 1)
    .add(page.before, (before) => `b.id < ${before}`)
    .add(page.status, (status) => `b.status = ${status}`)
    .add(page.name === undefined ? null : containing(page.name), (name) => `b.name ILIKE ${name}`)
  const { rows } = await db.query<Row>(
    `${SELECT_BATCHES} WHERE b.project_id = $1${where} ORDER BY b.id DESC LIMIT $2`,
    where.values,
  )
  return toPage(rows.map(fromRow<BatchView>), page.limit)
}
