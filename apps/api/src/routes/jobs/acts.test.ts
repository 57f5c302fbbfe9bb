import { batchSchema, eventListSchema, type Job, jobSchema, problemSchema } from '@nemo-batch/contracts'
import { toJobError } from '@nemo-batch/domain'
import { seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
let accountId: string
beforeAll(async () => {
  api = await startTestApi()
  const { rows } = await api.db.query<{ id: string }>('SELECT id FROM accounts')
  accountId = rows[0]?.id ?? ''
})
afterAll(() => api.stop())

const act = (jobId: string, what: 'cancel' | 'retry', init: RequestInit = {}) =>
  api.call(`/v1/jobs/${jobId}/${what}`, { method: 'POST', ...init })
const jobOf = async (answer: Response): Promise<Job> => jobSchema.parse(await answer.json())
const refusal = async (answer: Response) => [answer.status, problemSchema.parse(await answer.json()).code]
const eventsOf = async (jobId: string) =>
  eventListSchema.parse(
    await (await api.call(`/v1/jobs/${jobId}/events`, { headers: { accept: 'application/json' } })).json(),
  ).data

async function queuedJob() {
  const { batchId, jobIds } = await seedBatch(api.db, accountId, [{}])
  return { batchId, jobId: jobIds[0] ?? '' }
}

/** As a worker leaves a job, without what that tells others. */
async function jobThat(status: 'running' | 'completed' | 'failed', leaseToken: string | null = null) {
  const job = await queuedJob()
  await api.db.query(
    `UPDATE jobs SET status = $2, stage = 'render', session_id = 's', lease_token = $3, error = $4, wake_number = 3,
       progress = CASE WHEN $2 = 'completed' THEN 100 ELSE 60 END,
       wake_at = CASE WHEN $2 = 'running' THEN now() + interval '1 hour' END WHERE id = $1`,
    [
      ...[job.jobId, status, leaseToken],
      status === 'failed'
        ? JSON.stringify(toJobError({ code: 'render_failed', message: 'm', billed: true }, 'render'))
        : null,
    ],
  )
  await api.db.query(`UPDATE batches SET queued = 0, ${status} = 1, status = $2 WHERE id = $1`, [
    job.batchId,
    status === 'running' ? 'running' : 'completed',
  ])
  if (status === 'running')
    await api.db.query('UPDATE accounts SET active_jobs = active_jobs + 1 WHERE id = $1', [accountId])
  return job
}

describe('cancelling a job', () => {
  it('ends a queued one at once, and says the same when asked again', async () => {
    const { jobId, batchId } = await queuedJob()
    for (const _turn of [1, 2]) {
      const answer = await act(jobId, 'cancel')
      expect(answer.status).toBe(200)
      expect(await jobOf(answer)).toMatchObject({ status: 'canceled', completed_at: expect.any(String) })
    }
    const events = (await eventsOf(jobId)).map(({ type, data }) => [type, data])
    expect(events.at(-1)).toMatchObject(['job.canceled', { stage: null, billed: false, render_canceled: false }])
    expect(events).toHaveLength(2)
    const batch = batchSchema.parse(await (await api.call(`/v1/batches/${batchId}`)).json())
    expect(batch).toMatchObject({ status: 'canceled', counts: { queued: 0, canceled: 1 } })
  })

  it('makes one that waits due now, for a worker to end it', async () => {
    const { jobId } = await jobThat('running')
    const answer = await act(jobId, 'cancel', { headers: { 'content-type': 'application/json' } })
    expect([answer.status, (await jobOf(answer)).status]).toEqual([202, 'running'])
    const { rows } = await api.db.query(
      'SELECT wake_number, wake_at <= now() AS is_due, cancel_requested_at IS NOT NULL AS asked FROM jobs WHERE id = $1',
      [jobId],
    )
    expect(rows[0]).toEqual({ wake_number: 4, is_due: true, asked: true })
  })

  it('leaves one that a worker holds to that worker', async () => {
    const { jobId } = await jobThat('running', 'lease_a')
    expect((await act(jobId, 'cancel')).status).toBe(202)
    const { rows } = await api.db.query(
      'SELECT wake_number, lease_token, cancel_requested_at IS NOT NULL AS asked FROM jobs WHERE id = $1',
      [jobId],
    )
    expect(rows[0]).toEqual({ wake_number: 3, lease_token: 'lease_a', asked: true })
  })

  it.each(['completed', 'failed'] as const)('refuses one that has %s', async (status) => {
    const { jobId } = await jobThat(status)
    expect(await refusal(await act(jobId, 'cancel'))).toEqual([409, 'job_ended'])
  })
})

it('cancels while the queue is away: the rows say what is due', async () => {
  const lonely = await startTestApi({}, { queueUrl: 'postgres://nobody@127.0.0.1:9/nothing' })
  try {
    const created = await lonely.post('/v1/jobs', { media: ['https://shop.example/a.jpg'], instruction: 'go' })
    const { id } = await jobOf(created)
    await expect.poll(async () => (await jobOf(await lonely.call(`/v1/jobs/${id}`))).status).toBe('running')
    expect((await lonely.call(`/v1/jobs/${id}/cancel`, { method: 'POST' })).status).toBe(202)
  } finally {
    await lonely.stop()
  }
})

describe('retrying a job', () => {
  it('sends a failed one back to where it failed, and its batch with it', async () => {
    const { jobId, batchId } = await jobThat('failed')
    const answer = await act(jobId, 'retry', { headers: { 'content-type': 'application/json' }, body: '{}' })
    expect(answer.status).toBe(200)
    expect(await jobOf(answer)).toMatchObject({ status: 'queued', stage: 'render', error: null, progress: 60 })
    const retried = (await eventsOf(jobId)).find(({ data }) => data.retry === true)
    expect(retried).toMatchObject({
      type: 'job.queued',
      data: { retry: true, stage: 'render', previous_error: 'render_failed' },
    })
    await expect
      .poll(async () => batchSchema.parse(await (await api.call(`/v1/batches/${batchId}`)).json()))
      .toMatchObject({ status: 'running', counts: { running: 1, failed: 0 }, completed_at: null })
    expect(await jobOf(await api.call(`/v1/jobs/${jobId}`))).toMatchObject({ status: 'running', attempts: 1 })
  })

  it('refuses one that has not failed', async () => {
    for (const { jobId } of [await queuedJob(), await jobThat('running'), await jobThat('completed')])
      expect(await refusal(await act(jobId, 'retry'))).toEqual([409, 'job_not_failed'])
  })
})

describe.each(['cancel', 'retry'] as const)('POST …/%s', (what) => {
  it('takes no body but an empty one', async () => {
    const { jobId } = await jobThat('failed')
    const send = (body: string, type = 'application/json') =>
      act(jobId, what, { body, headers: { 'content-type': type } })
    for (const body of ['null', '[]', '"x"', '{"force":true}'])
      expect([body, (await send(body)).status]).toEqual([body, 422])
    expect(problemSchema.parse(await (await send('{"force":true}')).json()).errors).toMatchObject([
      { path: '/force', code: 'unknown_field' },
    ])
    expect((await send('{')).status).toBe(400)
    expect((await send('x=1', 'application/x-www-form-urlencoded')).status).toBe(415)
    expect((await act(jobId, what, { body: new FormData() })).status).toBe(415)
    expect(await jobOf(await api.call(`/v1/jobs/${jobId}`))).toMatchObject({ status: 'failed' })
  })

  it("answers 404 for what is unknown, malformed or another project's", async () => {
    const { jobId } = await queuedJob()
    await api.db.query(`INSERT INTO projects (id, name) VALUES ('proj_x', 'X') ON CONFLICT DO NOTHING`)
    await api.db.query(`UPDATE jobs SET project_id = 'proj_x' WHERE id = $1`, [jobId])
    for (const id of [jobId, 'x', `job_${'0'.repeat(26)}`])
      expect(await refusal(await act(id, what))).toEqual([404, 'not_found'])
    expect((await fetch(new URL(`/v1/jobs/${jobId}/${what}`, api.url), { method: 'POST' })).status).toBe(401)
  })
})
