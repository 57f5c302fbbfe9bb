import type { BatchStats as BatchStatsAnswer, JobRow, JobRowList, Stats } from '@nemo-batch/contracts'
import type {
  BatchStats,
  BucketSpan,
  JobRowsPage,
  JobRowView,
  ProjectStats,
  ThroughputBucket,
} from '@nemo-batch/database'
import { time, timeOrNull } from '@nemo-batch/presenters'

export const presentJobRows = ({ rows, total }: JobRowsPage, offset: number): JobRowList => ({
  object: 'list',
  data: rows.map(presentJobRow),
  total,
  offset,
})

const presentJobRow = (job: JobRowView): JobRow => ({
  id: job.id,
  object: 'job_row',
  position: job.position,
  reference: job.reference,
  status: job.status,
  stage: job.stage,
  progress: job.progress,
  instruction: job.instruction,
  steps: job.steps,
  media: job.media,
  thumbnail_file_id: job.thumbnailFileId,
  error: job.error,
  blocked_reason: job.blockedReason,
  credits_spent: job.creditsSpent,
  attempts: job.attempts,
  video: job.video === null ? null : { file_id: job.video.fileId, duration_ms: job.video.durationMs },
  created_at: time(job.createdAt),
  started_at: timeOrNull(job.startedAt),
  completed_at: timeOrNull(job.completedAt),
})

const tenths = (value: number): number => Math.round(value * 10) / 10

export const presentBatchStats = (batchId: string, stats: BatchStats): BatchStatsAnswer => ({
  object: 'batch_stats',
  batch_id: batchId,
  estimated_end_at: timeOrNull(stats.estimatedEndAt),
  jobs_per_minute: stats.jobsPerMinute === null ? null : tenths(stats.jobsPerMinute),
  failures: [...stats.failures],
})

export function presentStats({ from, to, intervalMs }: BucketSpan, { throughput, stages, queue }: ProjectStats): Stats {
  const sum = (of: Exclude<keyof ThroughputBucket, 'at'>): number =>
    throughput.reduce((total, bucket) => total + bucket[of], 0)
  const [completed, failed] = [sum('completed'), sum('failed')]
  return {
    object: 'stats',
    from: time(from),
    to: time(to),
    interval_seconds: intervalMs / 1_000,
    throughput: throughput.map(({ at, ...ended }) => ({ at: time(at), ...ended })),
    totals: {
      completed,
      failed,
      canceled: sum('canceled'),
      failure_rate: completed + failed === 0 ? null : failed / (completed + failed),
      credits: sum('credits'),
    },
    stages: stages.map(({ stage, count, medianMs, p90Ms }) => ({ stage, count, median_ms: medianMs, p90_ms: p90Ms })),
    queue: {
      queued: queue.queued,
      running: queue.running,
      blocked: queue.blocked,
      oldest_queued_seconds: queue.oldestQueuedSeconds,
    },
  }
}
