import type {
  BatchStats,
  BulkAnswer,
  BulkSelection,
  ErrorGroup,
  ErrorGroupList,
  JobRow,
  JobRowList,
  Stats,
} from '@nemo-batch/contracts'

type Ids = { readonly batchId: string; readonly jobId: string; readonly photoId: string; readonly videoId: string }

const FROM = '2026-11-20T10:00:00.000Z'
const TO = '2026-11-21T10:00:00.000Z'
const GROUP_ID = '5d41402abc4b2a76b9719d911017c592'

/** Of what a dashboard shows, and of what it does to many jobs. */
export function figureExamples({
  batchId,
  jobId,
  photoId,
  videoId,
}: Ids): Readonly<Record<string, readonly unknown[]>> {
  const row: JobRow = {
    id: jobId,
    object: 'job_row',
    position: 0,
    reference: 'SKU-1042',
    status: 'completed',
    stage: 'fetch',
    progress: 100,
    instruction: 'make a 15-second product video',
    steps: 2,
    media: 2,
    thumbnail_file_id: photoId,
    error: null,
    blocked_reason: null,
    credits_spent: 100,
    attempts: 1,
    video: { file_id: videoId, duration_ms: 15_000 },
    created_at: '2026-11-21T09:30:00.000Z',
    started_at: '2026-11-21T09:30:01.210Z',
    completed_at: '2026-11-21T09:34:12.480Z',
  }
  const rows: JobRowList = { object: 'list', data: [row], total: 1, offset: 0 }
  const batchStats: BatchStats = {
    object: 'batch_stats',
    batch_id: batchId,
    estimated_end_at: '2026-11-21T12:10:00.000Z',
    jobs_per_minute: 2.4,
    failures: [{ code: 'media_unreachable', jobs: 12 }],
  }
  const stats: Stats = {
    object: 'stats',
    from: FROM,
    to: TO,
    interval_seconds: 900,
    throughput: [{ at: FROM, completed: 38, failed: 2, canceled: 0, credits: 2_050 }],
    totals: { completed: 38, failed: 2, canceled: 0, failure_rate: 0.05, credits: 2_050 },
    stages: [{ stage: 'instruct', count: 38, median_ms: 92_300, p90_ms: 171_000 }],
    queue: { queued: 120, running: 8, blocked: 0, oldest_queued_seconds: 1_410.5 },
  }
  const group: ErrorGroup = {
    id: GROUP_ID,
    object: 'error_group',
    code: 'media_unreachable',
    message: 'The address answered with …',
    action: 'Check that the address answers with the photo itself, without a login, then retry the job.',
    stage: 'upload',
    fix_by: 'caller',
    retryable: true,
    billed: false,
    failures: 14,
    jobs_failed: 12,
    first_seen: '2026-11-21T02:11:40.000Z',
    last_seen: '2026-11-21T09:31:02.000Z',
    batches: { total: 1, sample: [{ id: batchId, name: 'Spring catalogue' }] },
    sample_job_id: jobId,
  }
  const groups: ErrorGroupList = {
    object: 'list',
    data: [group],
    has_more: false,
    next_cursor: null,
    from: FROM,
    to: TO,
    truncated: false,
  }
  const selections: BulkSelection[] = [
    { job_ids: [jobId], dry_run: true },
    { error_group: GROUP_ID, from: FROM, to: TO },
  ]
  const counts = { action: 'retry', jobs: 12, skipped: 0, credits: 600 } as const
  return {
    JobRowList: [rows],
    BatchStats: [batchStats],
    Stats: [stats],
    ErrorGroupList: [groups],
    BulkSelection: selections,
    BulkEstimate: [{ object: 'bulk_estimate', ...counts } satisfies BulkAnswer],
    BulkResult: [{ object: 'bulk_result', ...counts } satisfies BulkAnswer],
  }
}
