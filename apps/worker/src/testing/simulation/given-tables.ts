import type { JobMedia, JobStep } from '@nemo-batch/database'
import type { Random } from './random.ts'
import { BLANK_STEP } from './table-moves.ts'
import { addEvents, type JobRow, stepKey, type Tables } from './tables.ts'

/** One or two small batches of an account with few slots, accepted a moment ago. */
export function givenTables(random: Random, nowMs: () => number): Tables {
  const isAnonymous = random.chance(0.7)
  const tables: Tables = {
    account: {
      id: 'acct',
      name: 'default',
      kind: isAnonymous ? 'anonymous' : 'token',
      clientId: isAnonymous ? 'client' : null,
      userId: null,
      tokenSealed: isAnonymous ? null : 'token-1',
      tokenExpiresAt: null,
      maxActiveJobs: random.between(1, 3),
      activeJobs: 0,
      blocked: null,
      createdAt: new Date(0),
      checkAtMs: null,
      pausedUntilMs: 0,
      rateLevel: 0,
      rateLimitedMs: 0,
      tokenLeaseUntilMs: 0,
    },
    batches: new Map(),
    jobs: new Map(),
    steps: new Map(),
    media: new Map(),
    events: new Map(),
    files: new Map(),
    resends: new Map(),
    nowMs,
  }
  const batches = random.between(1, 2)
  for (let batch = 1; batch <= batches; batch++) addBatch(tables, random, `batch-${batch}`)
  return tables
}

function addBatch(tables: Tables, random: Random, batchId: string): void {
  const jobs = random.between(1, 2)
  const counts = { queued: jobs, running: 0, blocked: 0, completed: 0, failed: 0, canceled: 0 }
  const lastTurn = tables.batches.size
  const batch = {
    id: batchId,
    status: 'queued' as const,
    isPaused: false,
    isStarted: false,
    lastTurn,
    counts,
    lastSeq: 0,
  }
  tables.batches.set(batchId, batch)
  addEvents(tables, batch, [{ type: 'batch.created' }])
  for (let position = 0; position < jobs; position++) addJob(tables, random, batchId, position)
}

function addJob(tables: Tables, random: Random, batchId: string, position: number): void {
  const id = `${batchId}-job-${position + 1}`
  const steps = random.pick([1, 1, 1, 2, 3])
  const job: JobRow = {
    ...BLANK_JOB,
    ...{ id, batchId, position },
    output: { format: 'mp4', quality: 'high' },
    onSessionLost: random.chance(0.8) ? 'restart' : 'fail',
    warnings: [],
    createdAt: new Date(tables.nowMs()),
  }
  tables.jobs.set(id, job)
  tables.steps.set(
    id,
    Array.from({ length: steps }, (_, index) => newStep(id, index, index === steps - 1 || random.chance(0.5))),
  )
  const media: JobMedia[] = []
  for (let stepIndex = 0; stepIndex < steps; stepIndex++)
    for (let place = random.between(0, stepIndex === 0 ? 2 : 1); place > 0; place--)
      media.push(newMedium(id, stepIndex, media.filter((item) => item.stepIndex === stepIndex).length))
  tables.media.set(id, media)
  addEvents(tables, job, [{ type: 'job.queued' }])
}

const BLANK_JOB = {
  projectId: 'proj',
  accountId: 'acct',
  reference: null,
  status: 'queued',
  stage: null,
  stepIndex: 0,
  progress: 0,
  priority: 1,
  language: 'en',
  error: null,
  creditsSpent: 0,
  attempts: 0,
  sessionId: null,
  taskId: null,
  claimUrl: null,
  sessionsOpened: 0,
  stageTries: 0,
  rateLimitTries: 0,
  cancelRequestedAt: null,
  wakeNumber: 0,
  blocked: null,
  attemptStarted: false,
  isEnded: false,
  wakeAtMs: null,
  leaseToken: null,
  leaseExpiresMs: 0,
  lastSeq: 0,
} as const

const newStep = (jobId: string, stepIndex: number, render: boolean): JobStep => ({
  ...BLANK_STEP,
  changes: [],
  ...{ jobId, stepIndex, render, instruction: stepKey(jobId, stepIndex), sends: 0, videoFileId: null },
})

const newMedium = (jobId: string, stepIndex: number, position: number): JobMedia => ({
  ...{ jobId, stepIndex, position, fileId: null, sourceUrl: 'https://shop.test/photo.jpg', filename: null },
  ...{ status: 'pending', uploadName: null, cdnUrl: null },
})
