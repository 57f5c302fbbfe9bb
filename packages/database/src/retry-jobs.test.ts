import type { JobErrorCode, Stage } from '@nemo-batch/domain'
import { checkInvariants, createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admitJobs } from './admission.ts'
import { cancelBatch, estimateRetry, pauseBatch, retryBatch } from './batch-acts.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { retryJob } from './job-acts.ts'
import { failJob, givenBatch } from './testing/given-jobs.ts'

let server: TestDatabase
let db: Database
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
})
afterAll(async () => {
  expect(await checkInvariants({ db, allow: { unfinished: true } })).toEqual([])
  await db.close()
  await server.drop()
})

const PROJECT = 'proj_default'
const placeOf = (batchId: string) => ({ projectId: PROJECT, batchId })

/** Everything that a step can have written down. */
const WORKED = {
  status: 'failed',
  reply: 'done',
  sentAt: new Date(),
  sends: 1,
  credits: 50,
  draftBefore: '{"t":[]}',
  fingerprintBefore: 'before',
  streamEnded: 'broken',
  streamEndedAt: new Date(),
  streamError: 'reset',
  settleFingerprint: 'after',
  unchangedReads: 4,
  draft: '{"t":[1]}',
  renderId: 'render_1',
  renderNumber: 2,
  renderSubmittedAt: new Date(),
  renderPolls: 10,
  outputUrl: 'https://nemo.example/video.mp4',
  fetchTries: 3,
} as const

const PHOTO = { stepIndex: 1, position: 0, status: 'failed', uploadName: 'a.jpg' } as const

/** A job of three steps that failed in its second one, after others had been at work on it. */
async function failed(code: JobErrorCode, stage: Stage, { hasSession = true, wasSent = true } = {}) {
  const accountId = await seedAccount(db)
  const { batchId, jobIds } = await givenBatch(db, accountId, 1, { stepsPerJob: 3 })
  const jobId = jobIds[0] ?? ''
  await admitJobs(db, accountId)
  await failJob(
    db,
    jobId,
    { code, stage, stepIndex: 1 },
    {
      job: { sessionId: hasSession ? 's' : null, taskId: 't', claimUrl: 'c', sessionsOpened: 3, creditsSpent: 100 },
      step: { ...WORKED, sentAt: wasSent ? WORKED.sentAt : null },
      media: [PHOTO],
    },
  )
  await db.query(
    `UPDATE jobs SET stage_tries = 5, rate_limit_tries = 2, progress = 61, cancel_requested_at = now() WHERE id = $1`,
    [jobId],
  )
  await db.query(
    `UPDATE job_steps SET status = 'completed', sent_at = now(), reply = 'r' WHERE job_id = $1 AND step_index = 0`,
    [jobId],
  )
  return { jobId, batchId, accountId }
}

const rowsOf = async (jobId: string): Promise<Record<string, Row>> => {
  const { rows } = await db.query<Row & { name: string; row: Row }>(
    `SELECT 'job' AS name, to_jsonb(j) AS row FROM jobs j WHERE id = $1
     UNION ALL SELECT 'step ' || step_index, to_jsonb(s) FROM job_steps s WHERE job_id = $1
     UNION ALL SELECT 'media ' || step_index, to_jsonb(m) FROM job_media m WHERE job_id = $1`,
    [jobId],
  )
  return Object.fromEntries(rows.map(({ name, row }) => [name, row]))
}

/** The columns that the retry of a job wrote something else into, with what is in them now. */
async function written(jobId: string): Promise<Record<string, Row>> {
  const before = await rowsOf(jobId)
  expect(await retryJob(db, { projectId: PROJECT, jobId })).toMatchObject({ kind: 'done' })
  const after = await rowsOf(jobId)
  const changes = Object.entries(after).map(([name, row]): [string, Row] => {
    const isWritten = ([column, value]: [string, unknown]) =>
      JSON.stringify(value) !== JSON.stringify(before[name]?.[column])
    return [name, Object.fromEntries(Object.entries(row).filter(isWritten))]
  })
  return Object.fromEntries(changes.filter(([, columns]) => Object.keys(columns).length > 0))
}

const JOB = {
  status: 'queued',
  error: null,
  completed_at: null,
  attempt_started: false,
  stage_tries: 0,
  rate_limit_tries: 0,
  sessions_opened: 0,
  cancel_requested_at: null,
  last_seq: 4,
}
const MEDIA = { 'media 1': { status: 'pending' } }
const INTENT = {
  status: 'pending',
  sent_at: null,
  stream_ended: null,
  stream_ended_at: null,
  stream_error: null,
  settle_fingerprint: null,
  unchanged_reads: 0,
}

describe('a retried job', () => {
  it.each<[string, JobErrorCode, Stage, Row]>([
    ['the message as long as nothing came of it', 'outcome_unknown', 'verify', { stage: 'instruct', ...INTENT }],
    [
      'the message and the draft before it',
      'empty_draft',
      'verify',
      { stage: 'instruct', ...INTENT, draft_before: null, fingerprint_before: null },
    ],
    [
      'how often the draft was read',
      'nemo_unavailable',
      'verify',
      { stage: 'verify', status: 'running', settle_fingerprint: null, unchanged_reads: 0 },
    ],
    [
      'the render',
      'output_invalid',
      'fetch',
      {
        stage: 'render',
        status: 'running',
        render_id: null,
        render_number: 0,
        render_submitted_at: null,
        render_polls: 0,
        output_url: null,
        fetch_tries: 0,
      },
    ],
    [
      'how often the render was asked for',
      'render_timeout',
      'render',
      { stage: 'render', status: 'running', render_polls: 0, fetch_tries: 0 },
    ],
    [
      'how often the video was asked for',
      'internal',
      'fetch',
      { stage: 'fetch', status: 'running', render_polls: 0, fetch_tries: 0 },
    ],
    ['nothing of a message that was sent', 'internal', 'instruct', { stage: 'instruct', status: 'running' }],
  ])('forgets %s, and nothing else', async (_what, code, stage, { stage: restart, ...step }) => {
    const { jobId } = await failed(code, stage)
    const { job, ...parts } = await written(jobId)
    expect(parts).toEqual({ 'step 1': step, ...MEDIA })
    expect(job).toEqual({ ...JOB, ...(restart === stage ? {} : { stage: restart }) })
  })

  it('takes up the photo that could not be had again', async () => {
    const { jobId } = await failed('media_unreachable', 'upload', { wasSent: false })
    expect(await written(jobId)).toEqual({ job: JOB, 'step 1': { status: 'pending' }, ...MEDIA })
  })

  it.each([
    ['was lost', 'session_lost', true],
    ['was never had', 'nemo_unavailable', false],
  ] as const)('starts over in a new session when its own %s', async (_what, code, hasSession) => {
    const { jobId } = await failed(code, 'upload', { hasSession })
    const { job } = await written(jobId)
    expect(job).toMatchObject({ ...JOB, stage: 'session', step_index: 0, task_id: null, claim_url: null })
    const after = await rowsOf(jobId)
    expect(after.job).toMatchObject({ session_id: null, credits_spent: 100, progress: 61 })
    for (const step of ['step 0', 'step 1', 'step 2'])
      expect(after[step]).toMatchObject({ status: 'pending', sent_at: null, reply: null, render_id: null })
    expect(after['media 1']).toMatchObject({ status: 'pending', upload_name: null })
  })

  it('is admitted as a new attempt, and says what went before', async () => {
    const { jobId, accountId } = await failed('render_failed', 'render')
    await retryJob(db, { projectId: PROJECT, jobId })
    expect(await retryJob(db, { projectId: PROJECT, jobId })).toEqual({ kind: 'refused' })
    await admitJobs(db, accountId)
    const { job } = await rowsOf(jobId)
    expect(job).toMatchObject({ status: 'running', stage: 'render', step_index: 1, attempts: 2 })
    const { rows } = await db.query<Row>('SELECT type, data FROM events WHERE job_id = $1 ORDER BY seq OFFSET 3', [
      jobId,
    ])
    expect(rows).toEqual([
      { type: 'job.queued', data: { retry: true, stage: 'render', previous_error: 'render_failed' } },
      { type: 'job.started', data: { attempt: 2 } },
    ])
  })

  it('starts again although its batch was paused or canceled before it ended', async () => {
    for (const act of [pauseBatch, cancelBatch]) {
      const accountId = await seedAccount(db, 1)
      const { batchId, jobIds } = await givenBatch(db, accountId, 1)
      await admitJobs(db, accountId)
      await act(db, placeOf(batchId))
      await failJob(db, jobIds[0] ?? '', { code: 'internal', stage: 'session' })
      expect(await retryBatch(db, placeOf(batchId))).toMatchObject({ kind: 'done' })
      expect(await admitJobs(db, accountId)).toHaveLength(1)
    }
  })
})

describe('a retried batch', () => {
  it('takes up every failed job of many, each once', async () => {
    const accountId = await seedAccount(db)
    const { batchId, jobIds } = await givenBatch(db, accountId, 1_100)
    // all at once: what workers do one by one is proved elsewhere
    await db.query(
      `WITH ended AS (UPDATE jobs SET status = 'failed', error = '{"code": "internal", "stage": "session"}', wake_at = NULL,
         completed_at = now(), last_seq = 2 WHERE batch_id = $1 RETURNING id, project_id, batch_id)
       INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data)
       SELECT 'evt_' || id, project_id, batch_id, id, 'job.failed', 2, '{"error": {"code": "internal"}}' FROM ended`,
      [batchId],
    )
    await db.query(`UPDATE batches SET queued = 0, failed = 1100 WHERE id = $1`, [batchId])
    expect(await estimateRetry(db, placeOf(batchId))).toEqual({ jobs: 1_100, credits: 55_000 })

    expect(await retryBatch(db, placeOf(batchId), { codes: ['no_change'] })).toMatchObject({ kind: 'done' })
    expect(await retryBatch(db, placeOf(batchId))).toMatchObject({ kind: 'done' })
    const { rows } = await db.query<Row>(
      `SELECT queued, failed, (SELECT count(*)::int FROM events WHERE batch_id = $1 AND data->>'retry' = 'true') AS told
       FROM batches WHERE id = $1`,
      [batchId],
    )
    expect(rows[0]).toEqual({ queued: jobIds.length, failed: 0, told: jobIds.length })
  })

  it('costs the messages that are yet to be sent, or again', async () => {
    const costs = async (...failure: Parameters<typeof failed>) =>
      estimateRetry(db, placeOf((await failed(...failure)).batchId))
    expect(await costs('session_lost', 'render')).toEqual({ jobs: 1, credits: 150 })
    expect(await costs('media_unreachable', 'upload', { wasSent: false })).toEqual({ jobs: 1, credits: 100 })
    expect(await costs('render_timeout', 'render')).toEqual({ jobs: 1, credits: 50 })
    expect(await estimateRetry(db, { projectId: 'proj_other', batchId: 'batch_x' })).toBeNull()
  })
})
