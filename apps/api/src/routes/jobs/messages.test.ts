import { type Job, jobSchema, messageAnswerSchema, problemSchema } from '@nemo-batch/contracts'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenCompletedJob, givenFailedJob } from '../../testing/given-ended-jobs.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

async function say(jobId: string, text: string) {
  const answer = await api.post(`/v1/jobs/${jobId}/messages`, { text })
  return { status: answer.status, ...messageAnswerSchema.parse(await answer.json()) }
}
async function refusal(jobId: string, text: string) {
  const answer = await api.post(`/v1/jobs/${jobId}/messages`, { text })
  return [answer.status, problemSchema.parse(await answer.json()).code]
}
const jobOf = async (jobId: string): Promise<Job> => jobSchema.parse(await (await api.call(`/v1/jobs/${jobId}`)).json())
async function jobThat(status: string): Promise<string> {
  const { jobIds } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  await api.db.query('UPDATE jobs SET status = $2 WHERE id = $1', [jobIds[0], status])
  return jobIds[0] ?? ''
}
/** Its last step made no video. */
async function unrenderedJob(): Promise<string> {
  const { jobId } = await givenCompletedJob(api, { steps: [{ instruction: 'a' }, { instruction: 'b' }] })
  await api.db.query('UPDATE job_steps SET render = false, video_file_id = NULL WHERE job_id = $1 AND step_index = 1', [
    jobId,
  ])
  return jobId
}

describe('an edit', () => {
  it('becomes a step with these very words, which renders nothing by itself', async () => {
    const { jobId } = await givenCompletedJob(api)
    const words = ' Make the title BIGGER，and 标题 red! '
    expect(await say(jobId, words)).toMatchObject({ status: 202, action: 'edit', step_index: 1 })
    expect((await jobOf(jobId)).steps[1]).toMatchObject({ instruction: words, render: false })
  })

  it('renders when the job has no video yet', async () => {
    const { jobId } = await givenFailedJob(api, 'render')
    expect(await say(jobId, 'make it shorter')).toMatchObject({ status: 202, action: 'edit' })
    expect((await jobOf(jobId)).steps[1]).toMatchObject({ render: true })
  })
})

describe('an export', () => {
  it('answers with a link when the video is there', async () => {
    const { jobId, videoId } = await givenCompletedJob(api)
    const { status, action, reply } = await say(jobId, '导出')
    expect([status, action]).toEqual([200, 'export'])
    expect(reply).toContain(`/v1/files/${videoId}/content?`)
    expect((await jobOf(jobId)).status).toBe('completed')
  })

  it('renders the last step when it has no video, and sends no message', async () => {
    const jobId = await unrenderedJob()
    expect(await say(jobId, 'export')).toMatchObject({ status: 202, action: 'export', step_index: 1 })
    const job = await jobOf(jobId)
    expect(job).toMatchObject({ stage: 'render', completed_at: null, steps: [{}, { render: true, status: 'running' }] })
    expect(job.steps).toHaveLength(2)
  })

  it('is refused of a job that failed', async () => {
    const { jobId } = await givenFailedJob(api, 'render')
    expect(await refusal(jobId, 'export')).toEqual([409, 'retry_first'])
  })
})

it('tells the balance, as far as it is known', async () => {
  const { jobId } = await givenCompletedJob(api)
  expect(await say(jobId, 'credits')).toMatchObject({ status: 200, action: 'credits', credits: { available: null } })
  await api.db.query(
    `UPDATE accounts SET credits = '{"available": 250, "frozen": 0, "total": 300}', credits_checked_at = now()
     WHERE id = (SELECT account_id FROM jobs WHERE id = $1)`,
    [jobId],
  )
  const { reply, credits } = await say(jobId, '还剩多少积分？')
  expect(credits).toMatchObject({ available: 250, total: 300 })
  expect(reply).toContain('250')
})

it('tells how the job stands, with its timeline, also while it is at work, in the language of the job', async () => {
  const { jobId } = await givenCompletedJob(api)
  const told = await say(jobId, 'status')
  expect(told).toMatchObject({ status: 200, action: 'status', timeline: { duration_ms: 3_000 } })
  expect(told.reply).toBe(`The job is completed. ${told.timeline?.summary}`)
  const running = await jobThat('blocked')
  await api.db.query(`UPDATE jobs SET language = 'zh-CN' WHERE id = $1`, [running])
  expect(await say(running, 'status')).toMatchObject({
    action: 'status',
    timeline: null,
    reply: expect.stringMatching(/[\u4e00-\u9fff]/),
  })
})

it('says how to send a photo', async () => {
  const { jobId } = await givenCompletedJob(api)
  const { status, action, reply } = await say(jobId, 'upload')
  expect([status, action]).toEqual([200, 'upload'])
  expect(reply).toContain('POST /v1/files')
})

it.each([
  ['queued', 'job_not_ended'],
  ['canceled', 'job_ended'],
])('is refused when it would change a job that is %s', async (status, code) => {
  const jobId = await jobThat(status)
  for (const text of ['export', 'make it shorter']) expect(await refusal(jobId, text)).toEqual([409, code])
})

it('does what it says once for each key', async () => {
  const { jobId } = await givenCompletedJob(api)
  const send = () => api.post(`/v1/jobs/${jobId}/messages`, { text: 'add a title' }, { 'idempotency-key': 'say-once' })
  expect([(await send()).status, (await send()).headers.get('idempotency-replayed')]).toEqual([202, 'true'])
  expect((await jobOf(jobId)).steps).toHaveLength(2)
})
