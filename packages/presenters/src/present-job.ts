import type { Job, Video } from '@nemo-batch/contracts'
import type { JobView, MediaView, StepView, VideoView } from '@nemo-batch/database'
import { contentPath } from './content-path.ts'
import { time, timeOrNull } from './times.ts'

const PRIORITY_NAMES = ['low', 'normal', 'high'] as const

/** Jobs hold signed links, so that they are presented by somebody who can sign. @param sign makes a link of a path */
export function createJobPresenter(sign: (path: string) => string): (job: JobView) => Job {
  const presentVideo = (video: VideoView): Video => ({
    file_id: video.id,
    url: sign(contentPath(video.id)),
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
    reply: step.replyShown,
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

/** In the order in which it is read; the database keeps its own. */
function presentError(error: Job['error']): Job['error'] {
  if (error === null) return null
  const { code, message, action, nemo_code, stage, retryable, billed, fix_by } = error
  return { code, message, action, nemo_code, stage, retryable, billed, fix_by }
}
