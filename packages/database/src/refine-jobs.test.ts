import { checkInvariants, createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admitJobs } from './admission.ts'
import { cancelBatch, pauseBatch } from './batch-acts.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { moveJob } from './job-moves.ts'
import { FileGone, type NewStep } from './new-jobs.ts'
import { addSteps } from './refine-jobs.ts'
import { renderLastStep } from './render-last-step.ts'
import { failJob, givenBatch, hold } from './testing/given-jobs.ts'

let server: TestDatabase
let db: Database
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
  await db.query(
    `INSERT INTO files (id, project_id, filename, content_type, size_bytes, sha256, purpose, storage_key)
     VALUES ('file_video', 'proj_default', 'v.mp4', 'video/mp4', 1, 'x', 'video', 'v'),
       ('file_photo', 'proj_default', 'p.jpg', 'image/jpeg', 1, 'x', 'media', 'p')`,
  )
})
afterAll(async () => {
  expect(await checkInvariants({ db, allow: { unfinished: true } })).toEqual([])
  await db.close()
  await server.drop()
})

const projectId = 'proj_default'
const STEP: NewStep = { instruction: 'make it shorter', render: true, media: [] }
const PHOTO = { fileId: 'file_photo', sourceUrl: null, filename: 'p.jpg' }
const refine = (jobId: string, steps: readonly NewStep[] = [STEP], maxSteps = 50) =>
  db.transaction((tx) => addSteps(tx, { projectId, jobId }, steps, { maxSteps }))

const SESSION = { sessionId: 's', sessionsOpened: 2, creditsSpent: 100 }

async function admitted({ steps = 2 } = {}) {
  const accountId = await seedAccount(db)
  const { batchId, jobIds } = await givenBatch(db, accountId, 1, { stepsPerJob: steps })
  await admitJobs(db, accountId)
  return { accountId, batchId, jobId: jobIds[0] ?? '' }
}

async function completed() {
  const job = await admitted()
  await complete(job.jobId)
  return job
}

async function complete(jobId: string, stepIndex = 0): Promise<void> {
  const lease = await hold(db, jobId)
  if (lease === null) throw new Error(`${jobId} cannot be held`)
  await db.query(`UPDATE job_steps SET status = 'completed', video_file_id = 'file_video' WHERE job_id = $1`, [jobId])
  await moveJob(
    db,
    lease,
    { status: 'running', stepIndex },
    { status: 'completed', stage: 'fetch', stepIndex: 1, progress: 100, wakeDelayMs: null },
    { job: SESSION, events: [{ type: 'job.completed', data: {} }] },
  )
}

const rowOf = async (jobId: string): Promise<Row> =>
  (await db.query<Row>('SELECT * FROM jobs WHERE id = $1', [jobId])).rows[0] ?? {}
const stepsOf = async (jobId: string): Promise<Row[]> =>
  (
    await db.query<Row>(
      `SELECT s.step_index, s.status, s.instruction, s.render, s.video_file_id,
         (SELECT count(*)::int FROM job_media m WHERE m.job_id = s.job_id AND m.step_index = s.step_index) AS media
       FROM job_steps s WHERE job_id = $1 ORDER BY step_index`,
      [jobId],
    )
  ).rows

describe('a completed job that is refined', () => {
  it('waits in its session for its new steps, and keeps what the others made', async () => {
    const { jobId, batchId, accountId } = await completed()
    const steps = [STEP, { instruction: 'add this', render: false, media: [PHOTO] }]
    expect(await refine(jobId, steps)).toEqual({ kind: 'added', from: 'completed', accountId, stepIndex: 2 })
    expect(await rowOf(jobId)).toMatchObject({
      ...{ status: 'queued', stage: 'instruct', step_index: 2, session_id: 's', credits_spent: 100 },
      ...{ progress: 55, completed_at: null, attempt_started: false, sessions_opened: 0 },
    })
    expect(await stepsOf(jobId)).toEqual([
      {
        step_index: 0,
        status: 'completed',
        instruction: 'make a video',
        render: true,
        video_file_id: 'file_video',
        media: 1,
      },
      {
        step_index: 1,
        status: 'completed',
        instruction: 'make a video',
        render: true,
        video_file_id: 'file_video',
        media: 1,
      },
      { step_index: 2, status: 'pending', instruction: 'make it shorter', render: true, video_file_id: null, media: 0 },
      { step_index: 3, status: 'pending', instruction: 'add this', render: false, video_file_id: null, media: 1 },
    ])
    const batch = 'SELECT status, queued, completed, completed_at FROM batches WHERE id = $1'
    expect((await db.query<Row>(batch, [batchId])).rows[0]).toMatchObject({ status: 'queued', queued: 1, completed: 0 })
    await admitJobs(db, accountId)
    expect(await rowOf(jobId)).toMatchObject({ status: 'running', stage: 'instruct', step_index: 2, attempts: 2 })
  })

  it('begins with the upload when its first new step brings photos', async () => {
    const { jobId } = await completed()
    await refine(jobId, [{ ...STEP, media: [PHOTO] }])
    expect(await rowOf(jobId)).toMatchObject({ stage: 'upload', step_index: 2 })
  })

  it('runs although its batch was paused or canceled before it ended', async () => {
    for (const act of [pauseBatch, cancelBatch]) {
      const { jobId, batchId, accountId } = await admitted()
      await act(db, { projectId, batchId })
      await complete(jobId)
      expect(await refine(jobId)).toMatchObject({ kind: 'added' })
      expect(await admitJobs(db, accountId)).toHaveLength(1)
    }
  })

  it('is refined by one of two that ask at once', async () => {
    const { jobId } = await completed()
    const outcomes = await Promise.all([refine(jobId), refine(jobId)])
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['added', 'not_ended'])
    expect(await stepsOf(jobId)).toHaveLength(3)
  })
})

describe('a failed job that is refined', () => {
  it('passes over the step that it failed in and those behind it', async () => {
    const { jobId, accountId } = await admitted({ steps: 3 })
    const failure = { code: 'no_change', stage: 'verify', stepIndex: 0 } as const
    await failJob(db, jobId, failure, { job: SESSION, step: { status: 'failed', sentAt: new Date() } })
    expect(await refine(jobId)).toEqual({ kind: 'added', from: 'failed', accountId, stepIndex: 3 })
    expect((await stepsOf(jobId)).map(({ status }) => status)).toEqual(['failed', 'failed', 'failed', 'pending'])
    expect(await rowOf(jobId)).toMatchObject({ status: 'queued', stage: 'instruct', step_index: 3, error: null })
  })

  it.each([
    ['without a session', 'nothing_made', 'instruct', null],
    ['in its first upload', 'nothing_made', 'upload', 's'],
    ['without a video, by steps that render none', 'nothing_rendered', 'render', 's'],
  ] as const)('is left as it is %s', async (_what, kind, stage, sessionId) => {
    const { jobId } = await admitted()
    await failJob(db, jobId, { code: 'internal', stage }, { job: { sessionId } })
    const before = await rowOf(jobId)
    expect(await refine(jobId, [{ ...STEP, render: false }])).toEqual({ kind })
    expect(await rowOf(jobId)).toEqual(before)
  })

  it('waits for a retry while a render of its session may be at work, as there must not be two', async () => {
    const given = async (code: 'render_timeout' | 'render_failed') => {
      const { jobId } = await admitted()
      await failJob(db, jobId, { code, stage: 'render' }, { job: SESSION, step: { renderId: 'render_1' } })
      return (await refine(jobId)).kind
    }
    expect([await given('render_timeout'), await given('render_failed')]).toEqual(['render_underway', 'added'])
  })
})

describe('the last step of a completed job', () => {
  const render = (jobId: string) => db.transaction((tx) => renderLastStep(tx, { projectId, jobId }))

  it('is rendered anew, and keeps the video that it has until then', async () => {
    const { jobId, accountId } = await completed()
    await db.query(
      `UPDATE job_steps SET render = false, render_id = 'old', render_number = 2, render_submitted_at = now(),
         render_polls = 3, output_url = 'u', fetch_tries = 1, draft = '{}' WHERE job_id = $1 AND step_index = 1`,
      [jobId],
    )
    expect(await render(jobId)).toEqual({ kind: 'queued', from: 'completed', accountId, stepIndex: 1 })
    expect(await rowOf(jobId)).toMatchObject({ status: 'queued', stage: 'render', step_index: 1, completed_at: null })
    const { rows } = await db.query<Row>('SELECT * FROM job_steps WHERE job_id = $1 AND step_index = 1', [jobId])
    expect(rows[0]).toMatchObject({
      ...{ render: true, status: 'running', video_file_id: 'file_video', draft: '{}', render_id: null },
      ...{ render_number: 0, render_submitted_at: null, render_polls: 0, output_url: null, fetch_tries: 0 },
    })
  })

  it('is left to a job at work, to the retry of a failed one, and to other projects', async () => {
    const { jobId } = await admitted()
    expect(await render(jobId)).toEqual({ kind: 'not_completed', status: 'running' })
    await failJob(db, jobId, { code: 'internal', stage: 'render' })
    expect(await render(jobId)).toEqual({ kind: 'not_completed', status: 'failed' })
    expect(await render('job_unknown')).toEqual({ kind: 'not_found' })
  })
})

describe('nothing is added', () => {
  it('to a job at work, nor beyond the steps that a job may have', async () => {
    const { jobId } = await admitted()
    expect(await refine(jobId)).toEqual({ kind: 'not_ended', status: 'running' })
    await complete(jobId)
    expect(await refine(jobId, [STEP], 2)).toEqual({ kind: 'too_many', total: 2 })
    expect(await stepsOf(jobId)).toHaveLength(2)
  })

  it('with a file that is gone, or for a job of another project', async () => {
    const { jobId } = await completed()
    const step = { ...STEP, media: [{ ...PHOTO, fileId: 'file_gone' }] }
    await expect(refine(jobId, [step])).rejects.toBeInstanceOf(FileGone)
    const place = { projectId: 'proj_other', jobId }
    const outcome = await db.transaction((tx) => addSteps(tx, place, [STEP], { maxSteps: 50 }))
    expect(outcome).toEqual({ kind: 'not_found' })
  })
})
