import type { Batch } from '@nemo-batch/contracts'
import type { BatchView } from '@nemo-batch/database'
import { JOB_STATUSES } from '@nemo-batch/domain'
import { presentTypes } from './present-types.ts'
import { time, timeOrNull } from './times.ts'

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
    webhook: presentWebhook(batch.webhook),
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

function presentWebhook(webhook: BatchView['webhook']): Batch['webhook'] {
  if (webhook === null) return null
  const { endpointId, url, events } = webhook
  return { endpoint_id: endpointId, url, events: presentTypes(events) }
}
