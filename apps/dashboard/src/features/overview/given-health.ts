import type { Account, ErrorGroup, Stats, System, WebhookEndpoint } from '@nemo-batch/sdk'
import type { Known } from './health.ts'

export const NOW_MS = Date.parse('2027-03-01T12:00:00Z')
const MINUTE_MS = 60_000
export const minutesAgo = (minutes: number): string => new Date(NOW_MS - minutes * MINUTE_MS).toISOString()

/** Figures of the last hour, minute by minute. */
export function givenStats({
  queue = {},
  ended = {},
}: {
  readonly queue?: Partial<Stats['queue']>
  /** By how many minutes ago. */
  readonly ended?: Readonly<Record<number, { readonly completed?: number; readonly failed?: number }>>
} = {}): Stats {
  const throughput = Array.from({ length: 60 }, (_, index) => {
    const minutes = 60 - index
    return { completed: 0, failed: 0, canceled: 0, credits: 0, ...ended[minutes], at: minutesAgo(minutes) }
  })
  const completed = throughput.reduce((sum, interval) => sum + interval.completed, 0)
  const failed = throughput.reduce((sum, interval) => sum + interval.failed, 0)
  return {
    object: 'stats',
    from: minutesAgo(60),
    to: minutesAgo(0),
    interval_seconds: 60,
    throughput,
    totals: {
      completed,
      failed,
      canceled: 0,
      credits: 0,
      failure_rate: completed + failed === 0 ? null : failed / (completed + failed),
    },
    stages: [],
    queue: { queued: 0, running: 0, blocked: 0, oldest_queued_seconds: null, ...queue },
  }
}

export const givenSystem = (
  changes: {
    readonly alive?: number
    readonly lastSeen?: string
    readonly sandbox?: boolean
    readonly isQueueDown?: boolean
  } = {},
): System => ({
  object: 'system',
  version: '1.0.0',
  started_at: minutesAgo(600),
  uptime_seconds: 36_000,
  node: '24.0.0',
  sandbox: changes.sandbox ?? false,
  nemo: { mode: 'real', api_url: 'https://nemo.example' },
  backends: { database: 'embedded', queue: 'postgres', storage: 'disk' },
  queues: changes.isQueueDown === true ? null : [],
  workers: {
    alive: changes.alive ?? 1,
    list:
      changes.lastSeen === undefined
        ? null
        : [{ id: 'worker_1', version: '1.0.0', alive: false, started_at: minutesAgo(90), seen_at: changes.lastSeen }],
  },
})

export const givenAccount = (reason?: NonNullable<Account['blocked']>['reason']): Account => ({
  id: `acct_${reason ?? 'ok'}`,
  object: 'account',
  name: 'Default',
  kind: 'token',
  status: reason === undefined ? 'ok' : 'blocked',
  blocked: reason === undefined ? null : { reason, message: 'No credits are left', action_url: null },
  blocked_since: reason === undefined ? null : minutesAgo(20),
  credits: { available: 0, frozen: 0, total: 0, checked_at: minutesAgo(1) },
  expires_at: null,
  max_active_jobs: 8,
  active_jobs: 0,
})

export const givenEndpoint = (
  status: WebhookEndpoint['health']['status'],
  changes: { readonly failures?: number; readonly byPerson?: boolean } = {},
): WebhookEndpoint => ({
  id: 'whe_1',
  object: 'webhook_endpoint',
  url: 'https://shop.example/hooks',
  events: ['job.completed'],
  description: null,
  enabled: status !== 'disabled',
  batch_id: null,
  disabled:
    status === 'disabled' && changes.byPerson !== true
      ? { reason: 'gone', message: 'It answered 410', at: minutesAgo(30) }
      : null,
  created_at: minutesAgo(900),
  links: { self: '', deliveries: '' },
  health: {
    status,
    failing_since: status === 'ok' ? null : minutesAgo(40),
    failures: changes.failures ?? 0,
    held_until: null,
    pending: 2,
    recent: { attempts: 0, succeeded: 0, success_rate: null, median_ms: null, p95_ms: null, last_attempt_at: null },
  },
})

export const givenGroup = (failures: number, changes: Partial<ErrorGroup> = {}): ErrorGroup => ({
  id: `${failures}`.padStart(32, '0'),
  object: 'error_group',
  code: 'media_unreachable',
  message: '…: Nothing answers at the address',
  action: 'Check the address',
  stage: 'upload',
  fix_by: 'caller',
  retryable: true,
  billed: false,
  failures,
  jobs_failed: failures,
  first_seen: minutesAgo(50),
  last_seen: minutesAgo(5),
  batches: { total: 1, sample: [] },
  sample_job_id: 'job_1',
  ...changes,
})

/** All that can be known, and nothing wrong with it. */
export const WELL: Known = {
  nowMs: NOW_MS,
  system: givenSystem(),
  lastHour: givenStats({ ended: { 5: { completed: 10 } } }),
  lastHourReadAtMs: NOW_MS,
  errorGroups: [],
  accounts: [givenAccount()],
  endpoints: [givenEndpoint('ok')],
  cutOffSinceMs: null,
}
