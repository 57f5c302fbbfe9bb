import type {
  Batch,
  Job,
  RecoveredDeliveries,
  ToldEndpoint,
  WebhookBody,
  WebhookDelivery,
  WebhookEndpoint,
} from '@nemo-batch/contracts'
import type { WebhookType } from '@nemo-batch/domain'

const STARTED_AT = '2026-11-21T09:30:00.000Z'
const AT = '2026-11-21T09:34:12.480Z'
const ENDPOINT_ID = 'whe_01kc0qp4g7j1m3p5r7t9v1x3z5'
const DELIVERY_ID = 'whd_01kc0qw6j9m2p4r6t8v0x2z4b6'
const HOOK = 'https://shop.example/hooks/nemo'
const SECRET = 'whsec_…'
const EVENTS: WebhookEndpoint['events'] = ['job.completed', 'job.failed', 'batch.completed']
const BATCH_WEBHOOK = { endpoint_id: ENDPOINT_ID, url: HOOK, events: EVENTS }

const TOLD_ENDPOINT: ToldEndpoint = {
  id: ENDPOINT_ID,
  object: 'webhook_endpoint',
  url: HOOK,
  events: EVENTS,
  description: 'The order system',
  enabled: true,
  batch_id: null,
  disabled: null,
  created_at: STARTED_AT,
  links: {
    self: `/v1/webhook-endpoints/${ENDPOINT_ID}`,
    deliveries: `/v1/webhook-deliveries?endpoint_id=${ENDPOINT_ID}`,
  },
}

const ENDPOINT: WebhookEndpoint = {
  ...TOLD_ENDPOINT,
  health: {
    status: 'ok',
    failing_since: null,
    failures: 0,
    held_until: null,
    pending: 0,
    recent: {
      attempts: 120,
      succeeded: 119,
      success_rate: 0.992,
      median_ms: 84,
      p95_ms: 310,
      last_attempt_at: AT,
    },
  },
}

const deliveryOf = (job: Job): WebhookDelivery => ({
  id: DELIVERY_ID,
  object: 'webhook_delivery',
  endpoint_id: ENDPOINT_ID,
  event: 'job.completed',
  webhook_id: 'evt_01kc0qw6j8l1n3q5s7v9x1z3b5',
  batch_id: job.batch_id,
  job_id: job.id,
  status: 'pending',
  attempts: [
    {
      number: 1,
      at: AT,
      status: 503,
      error: 'The endpoint answered 503',
      duration_ms: 84,
      response_body: 'Service Unavailable',
    },
  ],
  next_attempt_at: '2026-11-21T09:34:17.730Z',
  created_at: AT,
  ended_at: null,
  links: { self: `/v1/webhook-deliveries/${DELIVERY_ID}`, endpoint: `/v1/webhook-endpoints/${ENDPOINT_ID}` },
})

const UNFINISHED: Partial<Job> = { progress: 40, video: null, completed_at: null }
const BLOCKED = {
  reason: 'credits_exhausted',
  message: 'The account has no credits left',
  action_url: 'https://nemovideo.com/pricing',
} as const
const JOB_ERROR: NonNullable<Job['error']> = {
  code: 'render_failed',
  message: 'NEMO could not render the video',
  action: 'Retry the job',
  nemo_code: null,
  stage: 'render',
  retryable: true,
  billed: true,
  fix_by: 'provider',
}

/** What of webhooks is sent and answered, and what endpoints are told, by the names of its schemas. */
export function webhookExamples(job: Job, batch: Batch): Readonly<Record<string, readonly unknown[]>> {
  const ofJob = <Type extends WebhookType>(type: Type, seq: number, some: Partial<Job>) => ({
    type,
    timestamp: AT,
    data: { ...job, ...some, seq, omitted: [] },
  })
  const ofBatch = <Type extends WebhookType>(type: Type, seq: number, some: Partial<Batch>) => ({
    type,
    timestamp: AT,
    data: { ...batch, ...some, seq, error_counts: {}, omitted: [] },
  })
  const bodies: Readonly<Record<string, readonly WebhookBody[]>> = {
    JobCompletedWebhook: [ofJob('job.completed', 14, {})],
    JobFailedWebhook: [ofJob('job.failed', 9, { ...UNFINISHED, status: 'failed', error: JOB_ERROR })],
    JobBlockedWebhook: [ofJob('job.blocked', 5, { ...UNFINISHED, status: 'blocked', blocked: BLOCKED })],
    JobCanceledWebhook: [ofJob('job.canceled', 6, { ...UNFINISHED, status: 'canceled' })],
    BatchCompletedWebhook: [ofBatch('batch.completed', 3, { status: 'completed', completed_at: AT })],
    BatchBlockedWebhook: [ofBatch('batch.blocked', 3, { status: 'blocked' })],
    BatchCanceledWebhook: [ofBatch('batch.canceled', 3, { status: 'canceled', completed_at: AT })],
    EndpointDisabledWebhook: [
      {
        type: 'endpoint.disabled',
        timestamp: AT,
        data: {
          ...TOLD_ENDPOINT,
          enabled: false,
          disabled: { reason: 'gone', message: 'The endpoint answered 410', at: AT },
        },
      },
    ],
    EndpointTestWebhook: [{ type: 'endpoint.test', timestamp: AT, data: TOLD_ENDPOINT }],
  }
  return {
    CreatedJob: [{ ...job, webhook: { ...BATCH_WEBHOOK, secret: SECRET } }],
    NewWebhookEndpoint: [
      { url: HOOK, events: EVENTS, description: 'The order system' },
      { url: 'https://shop.example/hooks/everything' },
    ],
    ChangedWebhookEndpoint: [{ events: ['job.failed'] }, { enabled: true }],
    WebhookEndpoint: [ENDPOINT],
    CreatedWebhookEndpoint: [{ ...ENDPOINT, secret: SECRET }],
    RotatedWebhookSecret: [{ ...ENDPOINT, secret: SECRET, previous_secret_expires_at: '2026-11-22T09:34:12.480Z' }],
    WebhookDelivery: [deliveryOf(job)],
    WebhookDeliveryDetail: [{ ...deliveryOf(job), body: ofJob('job.completed', 14, {}) }],
    RecoverDeliveries: [{ since: STARTED_AT }],
    RecoveredDeliveries: [
      {
        object: 'recovered_deliveries',
        endpoint_id: ENDPOINT_ID,
        since: STARTED_AT,
        count: 12,
      } satisfies RecoveredDeliveries,
    ],
    ...bodies,
  }
}
