import { batchSchema, eventListSchema, problemSchema, retryEstimateSchema } from '@nemo-batch/contracts'
import { admitJobs } from '@nemo-batch/database'
import { type JobErrorCode, toJobError } from '@nemo-batch/domain'
import { seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
let accountId: string
beforeAll(async () => {
  api = await startTestApi()
  const { rows } = await api.db.query<{ id: string }>('SELECT id FROM accounts')
  accountId = rows[0]?.id ?? ''
})
afterAll(() => api.stop())

/** Every test has all slots of the account for itself. */
beforeEach(() => api.db.query('UPDATE batches SET queued = 0; UPDATE accounts SET active_jobs = 0'))

type Act = 'cancel' | 'pause' | 'resume' | 'retry'
const ACTS: readonly Act[] = ['cancel', 'pause', 'resume', 'retry']
const act = (batchId: string, what: Act, body?: unknown) =>
  body === undefined
    ? api.call(`/v1/batches/${batchId}/${what}`, { method: 'POST' })
    : api.post(`/v1/batches/${batchId}/${what}`, body)
const shown = async (answer: Response) => {
  const { status, counts } = batchSchema.parse(await answer.json())
  return { code: answer.status, status, counts: Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0)) }
}
const show = async (batchId: string) => shown(await api.call(`/v1/batches/${batchId}`))
const refusal = async (answer: Response) => [answer.status, problemSchema.parse(await answer.json()).code]
const ownEvents = async (batchId: string): Promise<string[]> => {
  const answer = await api.call(`/v1/batches/${batchId}/events`, { headers: { accept: 'application/json' } })
  return eventListSchema
    .parse(await answer.json())
    .data.filter((event) => event.job_id === null)
    .map((event) => event.type.replace('batch.', ''))
}
const batchOf = (jobs: number) => seedBatch(api.db, accountId, Array(jobs).fill({}))

async function failedBatch(codes: readonly JobErrorCode[]) {
  const { batchId, jobIds } = await batchOf(codes.length)
  for (const [index, code] of codes.entries())
    await api.db.query(
      `UPDATE jobs SET status = 'failed', stage = 'verify', session_id = 's', error = $2 WHERE id = $1`,
      [jobIds[index], JSON.stringify(toJobError({ code, message: 'm', billed: true }, 'verify'))],
    )
  await api.db.query(
    `UPDATE batches SET queued = 0, failed = $2, status = 'completed', completed_at = now() WHERE id = $1`,
    [batchId, codes.length],
  )
  return batchId
}

describe('cancelling a batch', () => {
  it('ends at once what nobody works on, and says the same when asked again', async () => {
    const { batchId } = await batchOf(3)
    for (const _turn of [1, 2])
      expect(await shown(await act(batchId, 'cancel'))).toEqual({
        code: 200,
        status: 'canceled',
        counts: { total: 3, canceled: 3 },
      })
    expect(await ownEvents(batchId)).toEqual(['created', 'canceled'])
  })

  it('leaves running jobs to their workers, and is not ended before them', async () => {
    const { batchId } = await batchOf(10)
    await admitJobs(api.db, accountId)
    const expected = { code: 202, status: 'running', counts: { total: 10, running: 8, canceled: 2 } }
    for (const _turn of [1, 2]) expect(await shown(await act(batchId, 'cancel'))).toEqual(expected)
    expect(await refusal(await act(batchId, 'pause'))).toEqual([409, 'batch_ended'])
  })
})

describe('pausing a batch', () => {
  it('holds its queued jobs back until it is resumed', async () => {
    const { batchId } = await batchOf(2)
    for (const _turn of [1, 2]) expect(await shown(await act(batchId, 'pause'))).toMatchObject({ status: 'paused' })
    expect(await admitJobs(api.db, accountId)).toEqual([])

    expect((await act(batchId, 'resume')).status).toBe(200)
    await expect.poll(() => show(batchId)).toMatchObject({ status: 'running', counts: { running: 2 } })
    expect((await act(batchId, 'resume')).status).toBe(200)
    expect(await ownEvents(batchId)).toEqual(['created', 'paused', 'resumed', 'started'])
  })

  it('does not stand in the way of cancelling it', async () => {
    const { batchId } = await batchOf(2)
    await act(batchId, 'pause')
    expect(await shown(await act(batchId, 'cancel'))).toMatchObject({ code: 200, status: 'canceled' })
    expect(await ownEvents(batchId)).toEqual(['created', 'paused', 'canceled'])
  })
})

describe('retrying a batch', () => {
  it('sends its failed jobs back to the queue, without a body all of them', async () => {
    const batchId = await failedBatch(['no_change', 'internal'])
    expect((await act(batchId, 'retry')).status).toBe(200)
    await expect.poll(() => show(batchId)).toMatchObject({ status: 'running', counts: { total: 2, running: 2 } })
    expect(await ownEvents(batchId)).toEqual(['created', 'resumed', 'started'])
  })

  it('takes those with the named codes alone', async () => {
    const batchId = await failedBatch(['no_change', 'internal', 'internal'])
    expect((await act(batchId, 'retry', { codes: ['no_change'] })).status).toBe(200)
    await expect.poll(() => show(batchId)).toMatchObject({ counts: { running: 1, failed: 2 } })
  })

  it('tells in a dry run how many and what they would cost, and changes nothing', async () => {
    const batchId = await failedBatch(['no_change', 'internal', 'empty_draft'])
    const estimate = async (body: object) => {
      const answer = await act(batchId, 'retry', { ...body, dry_run: true })
      expect(answer.status).toBe(200)
      return retryEstimateSchema.parse(await answer.json())
    }
    expect(await estimate({})).toEqual({ object: 'retry_estimate', jobs: 3, credits: 100 })
    expect(await estimate({ codes: ['internal'] })).toEqual({ object: 'retry_estimate', jobs: 1, credits: 0 })
    expect(await show(batchId)).toMatchObject({ status: 'completed', counts: { failed: 3 } })
  })

  it('has nothing to do where nothing failed; a canceled batch says so', async () => {
    const { batchId } = await batchOf(1)
    expect((await act(batchId, 'retry')).status).toBe(200)
    await act(batchId, 'cancel')
    expect(await refusal(await act(batchId, 'retry'))).toEqual([409, 'batch_ended'])
  })

  it.each([
    [{ codes: [] }, '/codes too_small'],
    [{ codes: ['no_change', 'bad_luck'] }, '/codes/1 invalid_value'],
    [{ codes: 'no_change' }, '/codes invalid_type'],
    [{ dry_run: 'yes' }, '/dry_run invalid_type'],
    [{ jobs: ['x'] }, '/jobs unknown_field'],
    [null, ' invalid_type'],
  ])('refuses %j', async (body, fault) => {
    const batchId = await failedBatch(['internal'])
    const answer = await act(batchId, 'retry', body)
    expect(answer.status).toBe(422)
    const { errors } = problemSchema.parse(await answer.json())
    expect(errors?.map(({ path, code }) => `${path} ${code}`)).toEqual([fault])
    expect(await show(batchId)).toMatchObject({ counts: { failed: 1 } })
  })
})

it.each(['cancel', 'pause', 'resume'] as const)('refuses to %s a batch that has ended', async (what) => {
  const batchId = await failedBatch(['internal'])
  expect(await refusal(await act(batchId, what))).toEqual([409, 'batch_ended'])
})

it.each(ACTS)("answers 404 to %s for what is unknown, malformed or another project's", async (what) => {
  const { batchId } = await batchOf(1)
  await api.db.query(`INSERT INTO projects (id, name) VALUES ('proj_x', 'X') ON CONFLICT DO NOTHING`)
  await api.db.query(`UPDATE batches SET project_id = 'proj_x' WHERE id = $1`, [batchId])
  for (const id of [batchId, 'x', `batch_${'0'.repeat(26)}`])
    expect(await refusal(await act(id, what))).toEqual([404, 'not_found'])
  expect(await refusal(await act(batchId, 'retry', { dry_run: true }))).toEqual([404, 'not_found'])
})

it.each(['cancel', 'pause', 'resume'] as const)('takes no body to %s', async (what) => {
  const { batchId } = await batchOf(1)
  expect((await act(batchId, what, { now: true })).status).toBe(422)
  expect(await show(batchId)).toMatchObject({ status: 'queued' })
  expect((await act(batchId, what, {})).status).toBe(200)
})
