import type { Account, Batch, Event, EventType, File, Job, ListOf, Video } from '@nemo-batch/contracts'
import { EVENT_TYPES } from '@nemo-batch/contracts'
import type {
  AccountView,
  BatchView,
  EventView,
  JobView,
  MediaView,
  Page,
  StepView,
  StoredFile,
  VideoView,
} from '@nemo-batch/database'
import { JOB_STATUSES } from '@nemo-batch/domain'
import type { SignedLinks } from './signed-links.ts'

const PRIORITY_NAMES = ['low', 'normal', 'high'] as const

const time = (date: Date): string => date.toISOString()
const timeOrNull = (date: Date | null): string | null => date?.toISOString() ?? null

export const contentPath = (fileId: string): string => `/v1/files/${fileId}/content`

/** A page of rows as a list; the cursor is the id of its last one. */
export function presentList<Row extends { readonly id: string }, Item>(
  { items, hasMore }: Page<Row>,
  present: (row: Row) => Item,
): ListOf<Item> {
  return {
    object: 'list',
    data: items.map(present),
    has_more: hasMore,
    next_cursor: hasMore ? (items.at(-1)?.id ?? null) : null,
  }
}

export const presentFile = (file: StoredFile): File => ({
  id: file.id,
  object: 'file',
  filename: file.filename,
  content_type: file.contentType,
  bytes: file.sizeBytes,
  sha256: file.sha256,
  width: file.width,
  height: file.height,
  purpose: file.purpose,
  created_at: time(file.createdAt),
})

export function presentBatch(batch: BatchView): Batch {
  const counts = {
    queued: batch.queued,
    running: batch.running,
    blocked: batch.blocked,
    completed: batch.completed,
    failed: batch.failed,
    canceled: batch.canceled,
  }
  const total = JOB_STATUSES.reduce((sum, status) => sum + counts[status], 0)
  const ended = counts.completed + counts.failed + counts.canceled
  const self = `/v1/batches/${batch.id}`
  return {
    id: batch.id,
    object: 'batch',
    name: batch.name,
    status: batch.status,
    counts: { total, ...counts },
    progress: progressOf(batch, total, ended),
    credits: { estimated: null, spent: batch.creditsSpent },
    max_credits: null,
    open: batch.isOpen,
    scheduled_at: timeOrNull(batch.scheduledAt),
    webhook: null,
    metadata: batch.metadata,
    created_at: time(batch.createdAt),
    started_at: timeOrNull(batch.startedAt),
    completed_at: timeOrNull(batch.completedAt),
    links: { self, jobs: `${self}/jobs`, events: `${self}/events`, results: `${self}/results` },
  }
}

function progressOf(batch: BatchView, total: number, ended: number): number {
  if (total === 0) return batch.completedAt === null ? 0 : 100
  return Math.floor((ended * 100 + batch.progressUnderway) / total)
}

/** Jobs hold signed links, so that they are presented by somebody who can sign. */
export function createJobPresenter(links: SignedLinks): (job: JobView) => Job {
  const presentVideo = (video: VideoView): Video => ({
    file_id: video.id,
    url: links.sign(contentPath(video.id)),
    bytes: video.sizeBytes,
    sha256: video.sha256,
    duration_ms: video.durationMs,
    width: video.width,
    height: video.height,
  })
  const presentStep = (step: StepView): Job['steps'][number] => ({
    index: step.stepIndex,
    instruction: step.instruction,
    render: step.render,
    status: step.status,
    media: step.media.map(presentMedia),
    reply: step.reply,
    changes: step.changes,
    timeline: asTimeline(step.timeline),
    video: step.video === null ? null : presentVideo(step.video),
  })
  return (job) => {
    const steps = job.steps.map(presentStep)
    return {
      id: job.id,
      object: 'job',
      batch_id: job.batchId,
      reference: job.reference,
      status: job.status,
      stage: job.stage,
      progress: job.progress,
      priority: PRIORITY_NAMES[job.priority] ?? 'normal',
      language: job.language,
      output: job.output,
      media: (job.steps[0]?.media ?? []).map(presentMedia),
      steps,
      video: steps.findLast((step) => step.video !== null)?.video ?? null,
      timeline: steps.findLast((step) => step.timeline !== null)?.timeline ?? null,
      error: presentError(job.error as Job['error']),
      blocked: job.blocked as Job['blocked'],
      warnings: job.warnings as Job['warnings'],
      credits: { spent: job.creditsSpent },
      attempts: job.attempts,
      nemo: {
        session_id: job.sessionId,
        task_id: job.taskId,
        claim_url: job.claimUrl,
        render_id: job.steps.findLast((step) => step.renderId !== null)?.renderId ?? null,
      },
      metadata: job.metadata,
      created_at: time(job.createdAt),
      started_at: timeOrNull(job.startedAt),
      completed_at: timeOrNull(job.completedAt),
      links: {
        self: `/v1/jobs/${job.id}`,
        batch: `/v1/batches/${job.batchId}`,
        events: `/v1/jobs/${job.id}/events`,
      },
    }
  }
}

const presentMedia = (media: MediaView): Job['media'][number] => ({
  file_id: media.fileId,
  source_url: media.sourceUrl,
  filename: media.filename,
  status: media.status,
})

/** Stored by the worker in this very form; what is not an object was not. */
const asTimeline = (timeline: unknown): Job['timeline'] =>
  typeof timeline === 'object' && timeline !== null ? (timeline as Job['timeline']) : null

const isEventType = (type: string): type is EventType => (EVENT_TYPES as readonly string[]).includes(type)

export function presentEvent(event: EventView): Event {
  if (!isEventType(event.type)) throw new Error(`the log holds an event of the unknown type ${event.type}`)
  return {
    id: event.id,
    object: 'event',
    type: event.type,
    seq: event.seq,
    batch_id: event.batchId,
    job_id: event.jobId,
    created_at: time(event.createdAt),
    data: event.requestId === null ? event.data : { ...event.data, request_id: event.requestId },
  }
}

/** In the order in which it is read; the database keeps its own. */
function presentError(error: Job['error']): Job['error'] {
  if (error === null) return null
  const { code, message, action, nemo_code, stage, retryable, billed, fix_by } = error
  return { code, message, action, nemo_code, stage, retryable, billed, fix_by }
}

export const presentAccount = (account: AccountView): Account => ({
  id: account.id,
  object: 'account',
  name: account.name,
  kind: account.kind,
  status: account.blocked === null ? 'ok' : 'blocked',
  blocked: account.blocked as Account['blocked'],
  credits: {
    available: account.credits?.available ?? null,
    frozen: account.credits?.frozen ?? null,
    total: account.credits?.total ?? null,
    checked_at: timeOrNull(account.creditsCheckedAt),
  },
  expires_at: timeOrNull(account.tokenExpiresAt),
  max_active_jobs: account.maxActiveJobs,
  active_jobs: account.activeJobs,
})
