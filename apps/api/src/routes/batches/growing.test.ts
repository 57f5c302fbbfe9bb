import { batchListSchema, batchSchema, jobListSchema, jobSchema, problemSchema } from '@nemo-batch/contracts'
import { admitJobs, openProject } from '@nemo-batch/database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readStream } from '../../testing/read-stream.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

const MAX_JOBS = 20

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi({ maxJobsPerBatch: MAX_JOBS })
})
afterAll(() => api.stop())

const HOUR_MS = 3_600_000
const GOOD_JOB = { media: ['https://shop.example/a.jpg'], instruction: 'make a 15-second video' }
const called = (...references: string[]) => references.map((reference) => ({ ...GOOD_JOB, reference }))

const later = () => new Date(Date.now() + HOUR_MS).toISOString()

const batchOf = async (answer: Response, status = 202) => {
  expect(answer.status).toBe(status)
  return batchSchema.parse(await answer.json())
}
const create = async (body: object) => batchOf(await api.post('/v1/batches', body))
const add = (batchId: string, jobs: unknown, headers = {}) => api.post(`/v1/batches/${batchId}/jobs`, jobs, headers)
const act = (batchId: string, what: string) => api.call(`/v1/batches/${batchId}/${what}`, { method: 'POST' })
const refusal = async (answer: Response) => {
  const { code, errors } = problemSchema.parse(await answer.json())
  return [answer.status, ...(errors?.map((fault) => `${fault.path} ${fault.code}`) ?? [code])]
}
const waitingForALock = async () =>
  (await api.db.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`))
    .rows
const jobsOf = async (batchId: string) =>
  jobListSchema.parse(await (await api.call(`/v1/batches/${batchId}/jobs?limit=100`)).json()).data

describe('an open batch', () => {
  it.each([[{}], [{ jobs: [] }]])('may begin with %j, and is closed without ever having had a job', async (jobs) => {
    const batch = await create({ open: true, ...jobs })
    expect(batch).toMatchObject({ open: true, status: 'queued', counts: { total: 0 }, progress: 0 })
    const closed = await batchOf(await act(batch.id, 'close'), 200)
    expect(closed).toMatchObject({ open: false, status: 'completed', progress: 100, completed_at: expect.any(String) })
    expect(await batchOf(await act(batch.id, 'close'), 200)).toEqual(closed)
  })

  it('takes more jobs, with the defaults that it was made with, and starts them', async () => {
    const defaults = { instruction: 'make a short video', language: 'ja' }
    const batch = await create({ open: true, defaults, jobs: [{ media: GOOD_JOB.media, reference: 'a' }] })
    const answer = await add(batch.id, [{ media: GOOD_JOB.media, reference: 'b' }, ...called('c')])
    expect(answer.headers.get('location')).toBe(`/v1/batches/${batch.id}`)
    expect(await batchOf(answer)).toMatchObject({ id: batch.id, open: true, counts: { total: 3 } })
    const jobs = await jobsOf(batch.id)
    const own = jobs.map((job) => [job.reference, job.language, job.steps[0]?.instruction])
    expect(own.toSorted()).toEqual([
      ['a', 'ja', defaults.instruction],
      ['b', 'ja', defaults.instruction],
      ['c', 'ja', GOOD_JOB.instruction],
    ])
    await expect
      .poll(async () => (await batchOf(await api.call(`/v1/batches/${batch.id}`), 200)).counts.running)
      .toBe(3)
  })

  it('takes them a line each as well, and names faults as in a list', async () => {
    const { id } = await create({ open: true, defaults: { instruction: 'make a short video' } })
    const lines = (...jobs: object[]) =>
      add(id, jobs.map((job) => `${JSON.stringify(job)}\n`).join(''), { 'content-type': 'application/x-ndjson' })
    expect(await batchOf(await lines({ media: GOOD_JOB.media }, ...called('b')))).toMatchObject({
      counts: { total: 2 },
    })
    expect(await refusal(await lines(GOOD_JOB, ...called('b')))).toEqual([422, '/1/reference duplicate_reference'])
    expect(await refusal(await lines(GOOD_JOB, {}))).toEqual([422, '/1/media media_required'])
    expect(await jobsOf(id)).toHaveLength(2)
  })

  it('adds once for one key, however often it is asked', async () => {
    const { id } = await create({ open: true })
    const key = { 'idempotency-key': `add-${id}` }
    const first = await batchOf(await add(id, called('a'), key))
    const again = await add(id, called('a'), key)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await batchOf(again)).toEqual(first)
    expect(await refusal(await add(id, called('b'), key))).toEqual([422, 'idempotency_key_reused'])
    expect(await jobsOf(id)).toHaveLength(1)
  })

  it('takes one key for one batch', async () => {
    const [one, other] = [await create({ open: true }), await create({ open: true })]
    const key = { 'idempotency-key': `both-${one.id}` }
    await batchOf(await add(one.id, called('a'), key))
    expect(await refusal(await add(other.id, called('a'), key))).toEqual([422, 'idempotency_key_reused'])
    expect(await jobsOf(other.id)).toEqual([])
  })

  it('is closed while it has jobs, and refuses more from then on', async () => {
    const { id } = await create({ open: true, jobs: [GOOD_JOB] })
    expect(await batchOf(await act(id, 'close'), 200)).toMatchObject({ open: false, completed_at: null })
    expect(await refusal(await add(id, [GOOD_JOB]))).toEqual([409, 'batch_closed'])
  })

  it('is closed by cancelling it, even when there is nothing to cancel', async () => {
    const { id } = await create({ open: true })
    expect(await batchOf(await act(id, 'cancel'), 200)).toMatchObject({ status: 'canceled', open: false })
    expect(await refusal(await add(id, [GOOD_JOB]))).toEqual([409, 'batch_closed'])
  })

  it('has a stream that ends with it, and not with the last of its jobs', async () => {
    const { id } = await create({ open: true, scheduled_at: later(), jobs: [GOOD_JOB] })
    const [job] = await jobsOf(id)
    const stream = readStream(await api.call(`/v1/batches/${id}/events`, { headers: { accept: 'text/event-stream' } }))
    expect([(await stream.next())?.type, (await stream.next())?.type]).toEqual(['batch.created', 'job.queued'])
    await api.call(`/v1/jobs/${job?.id}/cancel`, { method: 'POST' })
    expect((await stream.next())?.type).toBe('job.canceled')
    await batchOf(await add(id, [GOOD_JOB]))
    expect((await stream.next())?.type).toBe('job.queued')
    await act(id, 'cancel')
    expect((await stream.rest()).map(({ type }) => type)).toEqual(['job.canceled', 'batch.canceled'])
  })
})

describe('adding jobs', () => {
  it('is refused by a batch that is not open, and by one that is not there', async () => {
    const { id } = await create({ jobs: [GOOD_JOB] })
    expect(await refusal(await add(id, [GOOD_JOB]))).toEqual([409, 'batch_closed'])
    expect(await refusal(await add(`batch_${'0'.repeat(26)}`, [GOOD_JOB]))).toEqual([404, 'not_found'])
    expect(await refusal(await act(`batch_${'0'.repeat(26)}`, 'close'))).toEqual([404, 'not_found'])
  })

  it('names every fault at once, by its place in the array, and adds nothing', async () => {
    const { id } = await create({ open: true, jobs: called('a') })
    const faulty = [{ ...GOOD_JOB, priority: 'urgent' }, ...called('b', 'b'), { instruction: 'go' }]
    expect(await refusal(await add(id, faulty))).toEqual([
      422,
      '/0/priority invalid_value',
      '/2/reference duplicate_reference',
      '/3/media media_required',
    ])
    expect(await refusal(await add(id, called('c', 'a')))).toEqual([422, '/1/reference duplicate_reference'])
    expect(await jobsOf(id)).toHaveLength(1)
  })

  it.each([
    ['no job', [], ' empty_batch'],
    ['something else than a list', { jobs: [GOOD_JOB] }, ' invalid_type'],
  ])('needs jobs: %s is refused', async (_what, body, fault) => {
    const { id } = await create({ open: true })
    expect(await refusal(await add(id, body))).toEqual([422, fault])
  })

  it('stops at what a batch may hold, counted over all that came', async () => {
    const { id } = await create({ open: true, jobs: Array(MAX_JOBS - 1).fill(GOOD_JOB) })
    expect(await refusal(await add(id, [GOOD_JOB, GOOD_JOB]))).toEqual([422, ' too_many_jobs'])
    expect(await batchOf(await add(id, [GOOD_JOB]))).toMatchObject({ counts: { total: MAX_JOBS } })
    expect(await refusal(await add(id, [GOOD_JOB]))).toEqual([422, ' too_many_jobs'])
  })

  it('at the same moment loses nothing and doubles nothing', async () => {
    const { id } = await create({ open: true })
    const answers = await Promise.all(['a', 'b', 'c', 'a'].map((reference) => add(id, called(reference))))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 422])
    expect((await jobsOf(id)).map(({ reference }) => reference).toSorted()).toEqual(['a', 'b', 'c'])
  })

  it('many times at once to one batch leaves connections for everybody else', async () => {
    const { id } = await create({ open: true })
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>()
    async function* slowly(): AsyncGenerator<never[]> {
      isUnderWay = true
      await mayGoOn
      yield []
    }
    let isUnderWay = false
    const slow = openProject(api.db, 'proj_default').transaction((tx) =>
      tx.addJobs(id, slowly(), { maxJobs: MAX_JOBS }),
    )
    await expect.poll(() => isUnderWay).toBe(true)
    const additions = Array.from({ length: MAX_JOBS }, () => add(id, [GOOD_JOB]))
    await expect.poll(async () => (await waitingForALock()).length).toBe(1)
    expect(await batchOf(await api.call(`/v1/batches/${id}`), 200)).toMatchObject({ counts: { total: 0 } })
    expect(await waitingForALock()).toHaveLength(1)
    goOn()
    await slow
    expect((await Promise.all(additions)).map(({ status }) => status)).toEqual(Array(MAX_JOBS).fill(202))
  })
})

describe('a batch that is scheduled', () => {
  it('says when it begins, is found by its status, and does not begin', async () => {
    const scheduled_at = later()
    const batch = await create({ scheduled_at, jobs: [GOOD_JOB] })
    expect(batch).toMatchObject({ status: 'scheduled', scheduled_at, counts: { queued: 1 }, started_at: null })
    const list = batchListSchema.parse(await (await api.call('/v1/batches?status=scheduled')).json())
    expect(list.data.map(({ id }) => id)).toContain(batch.id)
    const { rows } = await api.db.query<{ id: string }>('SELECT id FROM accounts')
    await admitJobs(api.db, rows[0]?.id ?? '')
    expect(await batchOf(await api.call(`/v1/batches/${batch.id}`), 200)).toMatchObject({ status: 'scheduled' })
  })

  it('may hold a single job', async () => {
    const scheduled_at = later()
    const answer = await api.post('/v1/jobs', { ...GOOD_JOB, scheduled_at })
    const { batch_id, status } = jobSchema.parse(await answer.json())
    expect([answer.status, status]).toEqual([202, 'queued'])
    const batch = await batchOf(await api.call(`/v1/batches/${batch_id}`), 200)
    expect(batch).toMatchObject({ status: 'scheduled', scheduled_at })
  })

  it('begins at once when its time has passed', async () => {
    const scheduled_at = '2024-02-29T23:30:00+09:00'
    const batch = await create({ scheduled_at, jobs: [GOOD_JOB] })
    expect(batch).toMatchObject({ status: 'queued', scheduled_at: '2024-02-29T14:30:00.000Z' })
  })

  it.each([
    ['0000-01-01T00:00:00Z', 202],
    ['0001-01-01T00:00:00+14:00', 202],
    ['2026-01-01 00:00:00Z', 422],
    ['9999-12-31T23:59:59Z', 422],
    ['tomorrow', 422],
  ])('answers %s with %i', async (scheduled_at, status) => {
    expect((await api.post('/v1/batches', { scheduled_at, jobs: [GOOD_JOB] })).status).toBe(status)
  })
})
