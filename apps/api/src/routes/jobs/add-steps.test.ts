import { batchSchema, eventListSchema, type Job, jobSchema, type Problem, problemSchema } from '@nemo-batch/contracts'
import type { Stage } from '@nemo-batch/domain'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenCompletedJob, givenFailedJob } from '../../testing/given-ended-jobs.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const PHOTO = 'https://shop.example/1042-a.jpg'
const add = (jobId: string, body: unknown, headers: Record<string, string> = {}) =>
  api.post(`/v1/jobs/${jobId}/steps`, body, headers)
const jobOf = async (answer: Response): Promise<Job> => jobSchema.parse(await answer.json())
const job = async (jobId: string): Promise<Job> => jobOf(await api.call(`/v1/jobs/${jobId}`))
const problemOf = async (answer: Response): Promise<Problem> => problemSchema.parse(await answer.json())
const refusal = async (answer: Response) => [answer.status, (await problemOf(answer)).code]
async function faultsOf(answer: Response): Promise<string[]> {
  const problem = await problemOf(answer)
  expect(problem.status).toBe(422)
  return (problem.errors ?? []).map(({ path, code }) => `${path} ${code}`)
}

describe('refining a completed job', () => {
  it('adds a step that renders, keeps what was made, and lets the job run again', async () => {
    const { jobId, batchId, videoId } = await givenCompletedJob(api)
    const answer = await add(jobId, { instruction: 'make the title bigger' })
    expect([answer.status, answer.headers.get('location')]).toEqual([202, `/v1/jobs/${jobId}`])
    const queued = await jobOf(answer)
    expect(queued).toMatchObject({ status: 'queued', stage: 'instruct', completed_at: null, attempts: 1 })
    expect(queued.progress).toBeLessThan(100)
    expect(queued.video?.file_id).toBe(videoId)
    expect(queued.steps.map(({ status, render, instruction }) => [status, render, instruction])).toEqual([
      ['completed', true, 'make a 3-second video'],
      ['pending', true, 'make the title bigger'],
    ])
    await expect.poll(async () => job(jobId)).toMatchObject({ status: 'running', attempts: 2 })
    const batch = batchSchema.parse(await (await api.call(`/v1/batches/${batchId}`)).json())
    expect(batch).toMatchObject({ status: 'running', counts: { completed: 0, running: 1 }, completed_at: null })
    const events = await api.call(`/v1/jobs/${jobId}/events`, { headers: { accept: 'application/json' } })
    const refined = eventListSchema.parse(await events.json()).data.find(({ data }) => data.refine === true)
    expect(refined).toMatchObject({ type: 'job.queued', data: { refine: true, step_index: 1, steps: 1 } })
  })

  it('takes several steps, of which the last renders, with photos of their own', async () => {
    const { jobId, videoId } = await givenCompletedJob(api)
    const { rows } = await api.db.query<{ id: string }>(
      `UPDATE files SET purpose = 'media' WHERE id = $1 RETURNING id`,
      [videoId],
    )
    const steps = [
      { instruction: 'begin with these', media: [PHOTO, { file_id: rows[0]?.id }] },
      { instruction: 'add a title' },
    ]
    const refined = await jobOf(await add(jobId, { steps }))
    expect(refined).toMatchObject({ status: 'queued', stage: 'upload' })
    expect(refined.steps.slice(1)).toMatchObject([
      { index: 1, render: false, media: [{ source_url: PHOTO, filename: '1042-a.jpg' }, { file_id: videoId }] },
      { index: 2, render: true, media: [] },
    ])
  })

  it('happens once for each key', async () => {
    const { jobId } = await givenCompletedJob(api)
    const send = (instruction: string) => add(jobId, { instruction }, { 'idempotency-key': 'refine-once' })
    const first = await send('add a title')
    const again = await send('add a title')
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 202, 'true'])
    expect((await jobOf(again)).steps).toHaveLength(2)
    expect((await job(jobId)).steps).toHaveLength(2)
    expect(await refusal(await send('add another'))).toEqual([422, 'idempotency_key_reused'])
  })

  it('goes up to 50 steps in all', async () => {
    const { jobId } = await givenCompletedJob(api, { steps: Array(49).fill({ instruction: 'go on' }) })
    const steps = [{ instruction: 'a' }, { instruction: 'b' }]
    expect(await faultsOf(await add(jobId, { steps }))).toEqual(['/steps too_many_steps'])
    expect((await add(jobId, { steps: steps.slice(1) })).status).toBe(202)
  })
})

describe('refining a failed job', () => {
  it('leaves out what it failed in, and goes on from the draft as it is', async () => {
    const { jobId } = await givenFailedJob(api, 'render')
    const refined = await jobOf(await add(jobId, { instruction: 'make it shorter' }))
    expect(refined).toMatchObject({ status: 'queued', stage: 'instruct', error: null })
    expect(refined.steps.map(({ status }) => status)).toEqual(['failed', 'pending'])
  })

  it('has to give it the video that it does not have', async () => {
    const { jobId } = await givenFailedJob(api, 'render')
    const step = { instruction: 'make it shorter', render: false }
    expect(await faultsOf(await add(jobId, step))).toEqual([' nothing_rendered'])
  })

  it.each<Stage>(['session', 'upload'])('is refused when nothing was made yet: it failed in %s', async (stage) => {
    const { jobId } = await givenFailedJob(api, stage)
    expect(await refusal(await add(jobId, { instruction: 'make it shorter' }))).toEqual([409, 'retry_first'])
  })
})

describe('a job that cannot be refined', () => {
  it.each([
    ['queued', 'job_not_ended'],
    ['blocked', 'job_not_ended'],
    ['canceled', 'job_ended'],
  ])('because it is %s', async (status, code) => {
    const { jobIds } = await seedBatch(api.db, await seedAccount(api.db), [{}])
    await api.db.query('UPDATE jobs SET status = $2 WHERE id = $1', [jobIds[0], status])
    expect(await refusal(await add(jobIds[0] ?? '', { instruction: 'go on' }))).toEqual([409, code])
  })

  it("because it is unknown, malformed or another project's", async () => {
    const { jobId } = await givenCompletedJob(api)
    await api.db.query(`INSERT INTO projects (id, name) VALUES ('proj_x', 'X') ON CONFLICT DO NOTHING`)
    await api.db.query(`UPDATE jobs SET project_id = 'proj_x' WHERE id = $1`, [jobId])
    for (const id of [jobId, 'x', `job_${'0'.repeat(26)}`])
      expect(await refusal(await add(id, { instruction: 'go on' }))).toEqual([404, 'not_found'])
  })
})

it('tells every fault of the steps at once, and adds nothing', async () => {
  const { jobId } = await givenCompletedJob(api)
  const unknown = `file_${'0'.repeat(26)}`
  const steps = [
    { instruction: ' ', colour: 'red' },
    { instruction: 'a', media: ['http://127.0.0.1/a.jpg', { file_id: unknown }, { file: 'a.jpg' }, 7] },
  ]
  expect((await faultsOf(await add(jobId, { steps }))).toSorted()).toEqual([
    '/steps/0/colour unknown_field',
    '/steps/0/instruction blank_text',
    '/steps/1/media/0 private_address',
    '/steps/1/media/1/file_id file_not_found',
    '/steps/1/media/2/file file_not_taken',
    '/steps/1/media/3 invalid_type',
  ])
  expect(await faultsOf(await add(jobId, { instruction: '', media: [] }))).toEqual([
    '/instruction too_small',
    '/media too_small',
  ])
  expect(await job(jobId)).toMatchObject({ status: 'completed', steps: [{ index: 0 }] })
})
