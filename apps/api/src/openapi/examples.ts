import type {
  Account,
  ApiKey,
  AuditEntry,
  Batch,
  Changes,
  DryRun,
  Event,
  File,
  Hello,
  Job,
  NewBatch,
  NewJob,
  Problem,
  Project,
  RetryEstimate,
  Session,
  System,
} from '@nemo-batch/contracts'
import { figureExamples } from './figure-examples.ts'
import { webhookExamples } from './webhook-examples.ts'

const BATCH_ID = 'batch_01kc0qkzp2v5m8x3n7d4t6wq1e'
const JOB_ID = 'job_01kc0qkzp3a9r4c7y2h5s8jb0f'
const PHOTO_ID = 'file_01kc0qj5w1e6g9k2m4p7r0tv3x'
const VIDEO_ID = 'file_01kc0qvz7h2j5n8q1s4u7x0z3b'
const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
const PHOTO = 'https://shop.example/1042-a.jpg'
const ACCEPTED_AT = '2026-11-21T09:30:00.000Z'
const STARTED_AT = '2026-11-21T09:30:01.210Z'
const COMPLETED_AT = '2026-11-21T09:34:12.480Z'

const NEW_JOB: NewJob = {
  reference: 'SKU-1042',
  media: [PHOTO, 'https://shop.example/1042-b.jpg'],
  steps: [
    { instruction: 'make a 15-second product video' },
    { instruction: 'add lo-fi background music at 35%', render: true },
  ],
  priority: 'normal',
  output: { format: 'mp4', quality: 'high' },
  metadata: { colour: 'red' },
}

const NEW_BATCH: NewBatch = {
  name: 'Spring catalogue',
  defaults: { instruction: 'turn these images into a smooth 15-second video with transitions', language: 'en' },
  jobs: [NEW_JOB, { reference: 'SKU-1043', media: ['https://shop.example/1043.jpg'] }],
  webhook: { url: 'https://shop.example/hooks/nemo', events: ['job.failed', 'batch.completed'] },
  metadata: { season: 'spring' },
}

const BATCH: Batch = {
  id: BATCH_ID,
  object: 'batch',
  name: 'Spring catalogue',
  status: 'running',
  counts: { total: 2, queued: 0, running: 1, blocked: 0, completed: 1, failed: 0, canceled: 0 },
  progress: 72,
  credits: { estimated: null, spent: 150 },
  max_credits: null,
  open: false,
  scheduled_at: null,
  webhook: null,
  metadata: { season: 'spring' },
  created_at: ACCEPTED_AT,
  started_at: STARTED_AT,
  completed_at: null,
  links: {
    self: `/v1/batches/${BATCH_ID}`,
    jobs: `/v1/batches/${BATCH_ID}/jobs`,
    events: `/v1/batches/${BATCH_ID}/events`,
    results: `/v1/batches/${BATCH_ID}/results`,
  },
}

const VIDEO = {
  file_id: VIDEO_ID,
  url: `https://videos.shop.example/v1/files/${VIDEO_ID}/content?expires=1796031252&signature=u3JbW0c4`,
  bytes: 1_234_567,
  sha256: SHA256,
  duration_ms: 15_000,
  width: 1_080,
  height: 1_920,
}

const TIMELINE = {
  summary: 'Timeline (2 tracks): video 0-15s, music 0-15s',
  duration_ms: 15_000,
  tracks: [{ type: 'video', name: 'Main', segments: [{ start_ms: 0, end_ms: 15_000, name: '1042-a.jpg' }] }],
}

const MEDIA = { file_id: PHOTO_ID, source_url: PHOTO, filename: '1042-a.jpg', status: 'uploaded' } as const

const JOB: Job = {
  id: JOB_ID,
  object: 'job',
  batch_id: BATCH_ID,
  reference: 'SKU-1042',
  status: 'completed',
  stage: null,
  progress: 100,
  priority: 'normal',
  language: 'en',
  output: { format: 'mp4', quality: 'high' },
  media: [MEDIA],
  steps: [
    {
      index: 0,
      instruction: 'make a 15-second product video',
      render: true,
      status: 'completed',
      media: [MEDIA],
      reply: 'Your video is ready.',
      changes: ['added track "Main" (0-15s)'],
      timeline: TIMELINE,
      video: VIDEO,
    },
  ],
  video: VIDEO,
  timeline: TIMELINE,
  error: null,
  blocked: null,
  warnings: [],
  credits: { spent: 50 },
  attempts: 1,
  nemo: { session_id: 'ses_7f3a', task_id: 'task_91c2', claim_url: null, render_id: 'render_01kc0qv1' },
  metadata: { colour: 'red' },
  created_at: ACCEPTED_AT,
  started_at: STARTED_AT,
  completed_at: COMPLETED_AT,
  links: { self: `/v1/jobs/${JOB_ID}`, batch: `/v1/batches/${BATCH_ID}`, events: `/v1/jobs/${JOB_ID}/events` },
}

const FILE: File = {
  id: PHOTO_ID,
  object: 'file',
  filename: '1042-a.jpg',
  content_type: 'image/jpeg',
  bytes: 348_112,
  sha256: SHA256,
  width: 1_600,
  height: 1_200,
  purpose: 'media',
  created_at: ACCEPTED_AT,
}

const CHANGES: Changes = {
  object: 'changes',
  batches: [BATCH_ID],
  jobs: [JOB_ID],
  has_more: false,
  topics: ['accounts'],
}

const EVENT: Event = {
  id: 'evt_01kc0qm0d4f7h1k4n7q0s3v6y9',
  object: 'event',
  type: 'job.stage',
  seq: 3,
  batch_id: BATCH_ID,
  job_id: JOB_ID,
  created_at: STARTED_AT,
  data: { stage: 'upload' },
}

const ACCOUNT: Account = {
  id: 'acct_01kc0q2m4r6t8w0y2b4d6f8h0k',
  object: 'account',
  name: 'default',
  kind: 'token',
  status: 'ok',
  blocked: null,
  blocked_since: null,
  credits: { available: 4_200, frozen: 100, total: 5_000, checked_at: STARTED_AT },
  expires_at: null,
  max_active_jobs: 8,
  active_jobs: 1,
}

const PROJECT: Project = {
  id: 'proj_01kc0q1a3c5e7g9j1m3p5r7t9w',
  object: 'project',
  name: 'Shop of the north',
  created_at: ACCEPTED_AT,
}

const API_KEY: ApiKey = {
  id: 'key_01kc0q1b5d7f9h1k3n5q7s9v1x',
  object: 'api_key',
  name: 'Shop backend',
  prefix: 'nb_4f9a',
  scopes: ['jobs:read', 'jobs:write'],
  project_id: PROJECT.id,
  last_used_at: null,
  created_at: ACCEPTED_AT,
}

const AUDIT_ENTRY: AuditEntry = {
  id: 'aud_01kc0qn2f6h8k0n2q4s6v8x0z2',
  object: 'audit_entry',
  actor: { kind: 'api_key', id: API_KEY.id, name: API_KEY.name, prefix: API_KEY.prefix },
  address: '203.0.113.7',
  request_id: 'req_01kc0qm3e8wkxw2y7vd5h4t9ab',
  project_id: PROJECT.id,
  action: 'batch.cancel',
  object_type: 'batch',
  object_id: BATCH_ID,
  before: { status: 'running' },
  after: { status: 'canceled' },
  created_at: COMPLETED_AT,
}

const SYSTEM: System = {
  object: 'system',
  version: '0.1.0',
  node: '24.18.0',
  started_at: ACCEPTED_AT,
  uptime_seconds: 86_400,
  sandbox: false,
  nemo: { mode: 'real', api_url: 'https://mega-api-prod.nemovideo.ai' },
  backends: { database: 'embedded', queue: 'postgres', storage: 'disk' },
  queues: [
    { name: 'jobs', waiting: 0, delayed: 3, active: 1 },
    { name: 'deliveries', waiting: 0, delayed: 1, active: 0 },
  ],
  workers: {
    alive: 1,
    list: [
      {
        id: 'worker_01kc0qkz3m9x5b7n2v8d4t6wqe',
        version: '0.1.0',
        alive: true,
        started_at: ACCEPTED_AT,
        seen_at: '2026-11-15T21:30:00.000Z',
      },
    ],
  },
}

const SESSION: Session = {
  object: 'session',
  key: { id: API_KEY.id, name: API_KEY.name, prefix: API_KEY.prefix },
  project: { id: PROJECT.id, name: PROJECT.name },
  scopes: API_KEY.scopes,
  csrf_token: 'Qk3nT0v1fYc8mWz5hJ2xLr7sPd4aGe9uBi6oNq0tXyA',
  created_at: ACCEPTED_AT,
  expires_at: '2026-11-21T21:30:00.000Z',
}

const DRY_RUN: DryRun = {
  object: 'dry_run',
  ok: false,
  jobs: 2,
  messages: 3,
  media: { total: 3, looked_at: 3, not_looked_at: 0 },
  credits: { estimated: 150 },
  estimated_seconds: 420,
  errors: [{ path: '/jobs/1/media/0', code: 'media_unreachable', message: 'The server answered 404' }],
  warnings: [],
}

const RETRY_ESTIMATE: RetryEstimate = { object: 'retry_estimate', jobs: 12, credits: 600 }

const PROBLEM: Problem = {
  type: 'urn:nemo-batch:problem:not_found',
  title: 'There is no such thing',
  status: 404,
  detail: 'There is no such job',
  instance: `/v1/jobs/${JOB_ID}`,
  code: 'not_found',
  request_id: 'req_01kc0qm3e8wkxw2y7vd5h4t9ab',
}

/** What requests and answers look like, by the names of their schemas. Each request is accepted as it stands. */
export const EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  NewBatch: [NEW_BATCH, { name: 'Arrivals', open: true, defaults: { instruction: 'make a 10-second video' } }],
  NewJob: [NEW_JOB],
  NewMessage: [{ text: 'make the title bigger' }, { text: '导出' }],
  MessageAnswer: [
    { action: 'edit', reply: 'The edit was passed on; the job says when it is done.', step_index: 1 },
    { action: 'credits', reply: 'The account has 4200 credits left.', credits: ACCOUNT.credits },
  ],
  NewSteps: [
    { instruction: 'make the title bigger' },
    { steps: [{ instruction: 'add a title "Spring"' }, { instruction: 'end with this photo', media: [PHOTO] }] },
  ],
  NewSingleJob: [{ reference: 'SKU-1042', media: [PHOTO], instruction: 'make a 15-second product video' }],
  RetryBatch: [{ codes: ['render_failed', 'media_unreachable'] }, { dry_run: true }],
  Batch: [BATCH],
  DryRun: [DRY_RUN],
  Job: [JOB],
  JobTimeline: [{ ...TIMELINE, step_index: 0 }],
  File: [FILE],
  Event: [EVENT],
  Changes: [CHANGES],
  Hello: [{ object: 'hello' } satisfies Hello],
  NewAccount: [
    { name: 'Second account', max_active_jobs: 4 },
    { name: 'Ours', token: 'nmv_usr_0123456789abcdef' },
  ],
  AccountPatch: [{ name: 'Second account', max_active_jobs: 8 }],
  Account: [ACCOUNT],
  NewApiKey: [{ name: 'Shop backend', scopes: ['jobs:read', 'jobs:write'] }],
  CreatedApiKey: [{ ...API_KEY, key: 'nb_4f9a…' }],
  ApiKey: [API_KEY],
  NewProject: [{ name: 'Shop of the north' }],
  ProjectPatch: [{ name: 'Shop of the south' }],
  Project: [PROJECT],
  AuditEntry: [AUDIT_ENTRY],
  System: [SYSTEM],
  RetryEstimate: [RETRY_ESTIMATE],
  NewSession: [{ key: 'nb_4f9a…' }],
  Session: [SESSION],
  ...figureExamples({ batchId: BATCH_ID, jobId: JOB_ID, photoId: PHOTO_ID, videoId: VIDEO_ID }),
  ...webhookExamples(JOB, BATCH),
  Problem: [PROBLEM],
}
