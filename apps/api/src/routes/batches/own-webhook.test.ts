import {
  batchSchema,
  createdJobSchema,
  jobListSchema,
  problemSchema,
  webhookEndpointListSchema,
} from '@nemo-batch/contracts'
import { createSecretBox } from '@nemo-batch/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenKey } from '../../testing/given-keys.ts'
import { deliveriesOf, HOOK } from '../../testing/given-webhooks.ts'
import { formOf, photo } from '../../testing/photos.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const JOB = { media: ['https://shop.example/a.jpg'], instruction: 'make a video' }
const WEBHOOK = { url: HOOK, events: ['job.failed', 'batch.completed'] }
const create = (body: unknown, headers: Record<string, string> = {}) => api.post('/v1/batches', body, headers)
const lines = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n')
const sendLines = (body: string) =>
  api.call('/v1/batches', { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body })
const upload = async (path: string, part: string, document: object) =>
  api.call(path, {
    method: 'POST',
    body: formOf([part, JSON.stringify(document)], ['file', await photo('coins.jpg')]),
  })
const SENT_ALONG = { media: [{ file: 'coins.jpg' }], instruction: 'make a video' }

const endpointsOf = async (batchId: string) =>
  webhookEndpointListSchema.parse(await (await api.call(`/v1/webhook-endpoints?batch_id=${batchId}`)).json()).data

/** Of the endpoint, as it is kept. */
async function secretOf(endpointId: string): Promise<string> {
  const { rows } = await api.db.query<{ sealed: string }>('SELECT sealed FROM webhook_secrets WHERE endpoint_id = $1', [
    endpointId,
  ])
  return createSecretBox(Buffer.alloc(32, 7).toString('base64')).open(rows[0]?.sealed ?? '')
}

/** Jobs of earlier batches begin meanwhile, so that events may come. */
async function leftBehind() {
  const { events: _events, ...rows } = await api.countRows()
  return rows
}

const faultsOf = async (answer: Response) => {
  const text = await answer.text()
  expect(answer.status, text).toBe(422)
  const { errors = [] } = problemSchema.parse(JSON.parse(text))
  return errors.map(({ path, code, line }) => `${path} ${code}${line === undefined ? '' : ` in line ${line}`}`)
}

describe('a webhook of its own', () => {
  it.each([
    ['JSON', () => create({ jobs: [JOB], webhook: WEBHOOK })],
    ['lines', () => sendLines(lines({ webhook: WEBHOOK }, JOB))],
    ['a form', () => upload('/v1/batches', 'batch', { jobs: [SENT_ALONG], webhook: WEBHOOK })],
  ])(
    'comes with a batch in %s: an endpoint for that batch alone, with a secret that is shown this once',
    async (_form, send) => {
      const answer = await send()
      expect(answer.status).toBe(202)
      const { id, webhook, links } = batchSchema.parse(await answer.json())
      const { secret = '', ...shown } = webhook ?? { secret: '' }
      expect(shown).toEqual({ endpoint_id: expect.stringMatching(/^whe_/), ...WEBHOOK })
      expect(secret).toMatch(/^whsec_/)
      expect(await endpointsOf(id)).toMatchObject([
        { id: webhook?.endpoint_id, ...WEBHOOK, batch_id: id, enabled: true },
      ])
      expect(await secretOf(webhook?.endpoint_id ?? '')).toBe(secret)
      expect(batchSchema.parse(await (await api.call(links.self)).json()).webhook).toEqual(shown)
    },
  )

  it.each([
    ['JSON', () => api.post('/v1/jobs', { ...JOB, webhook: { url: HOOK } })],
    ['a form', () => upload('/v1/jobs', 'job', { ...SENT_ALONG, webhook: { url: HOOK } })],
  ])('comes with a single job in %s, and its secret is in that answer alone', async (_form, send) => {
    const answer = await send()
    expect(answer.status).toBe(202)
    const { webhook, ...job } = createdJobSchema.parse(await answer.json())
    expect(webhook).toMatchObject({ url: HOOK, secret: expect.stringMatching(/^whsec_/) })
    expect(await endpointsOf(job.batch_id)).toMatchObject([{ id: webhook?.endpoint_id, url: HOOK }])
    expect(await secretOf(webhook?.endpoint_id ?? '')).toBe(webhook?.secret)
    expect(await (await api.call(job.links.self)).json()).not.toHaveProperty('webhook')
  })

  it('is not there when nobody asked for it', async () => {
    const batch = batchSchema.parse(await (await create({ jobs: [JOB], webhook: null })).json())
    expect(batch.webhook).toBeNull()
    expect(await endpointsOf(batch.id)).toEqual([])
    expect(await (await api.post('/v1/jobs', { ...JOB, webhook: null })).json()).not.toHaveProperty('webhook')
  })

  it('has the same secret in each answer to the same Idempotency-Key, and is made once', async () => {
    const once = { 'idempotency-key': 'batch-with-webhook' }
    const [first, second] = [
      await create({ jobs: [JOB], webhook: WEBHOOK }, once),
      await create({ jobs: [JOB], webhook: WEBHOOK }, once),
    ]
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    const batch = batchSchema.parse(await first.json())
    expect(batch.webhook?.secret).toMatch(/^whsec_/)
    expect(await second.json()).toEqual(batch)
    expect(await endpointsOf(batch.id)).toHaveLength(1)
    const ofJob = { 'idempotency-key': 'job-with-webhook' }
    const [one, other] = [
      await (await api.post('/v1/jobs', { ...JOB, webhook: WEBHOOK }, ofJob)).json(),
      await (await api.post('/v1/jobs', { ...JOB, webhook: WEBHOOK }, ofJob)).json(),
    ]
    expect(createdJobSchema.parse(one).webhook?.secret).toMatch(/^whsec_/)
    expect(other).toEqual(one)
  })

  it('needs no more than the right to make jobs', async () => {
    const key = await givenKey(api, ['jobs:write'])
    const answer = await key.call('/v1/batches', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jobs: [JOB], webhook: WEBHOOK }),
    })
    expect(answer.status).toBe(202)
  })

  it('hears of jobs that were added later, too', async () => {
    const batch = batchSchema.parse(await (await create({ open: true, webhook: { url: HOOK } })).json())
    expect((await api.post(`/v1/batches/${batch.id}/pause`, {})).status).toBe(200)
    expect((await api.post(`/v1/batches/${batch.id}/jobs`, [JOB, JOB])).status).toBe(202)
    const { data: jobs } = jobListSchema.parse(await (await api.call(batch.links.jobs)).json())
    expect((await api.post(`/v1/batches/${batch.id}/cancel`, {})).status).toBe(200)
    const told = await deliveriesOf(api, `endpoint_id=${batch.webhook?.endpoint_id}`)
    expect(told.map(({ event, job_id: jobId }) => `${event} ${jobId}`).toSorted()).toEqual(
      [...jobs.map(({ id }) => `job.canceled ${id}`), 'batch.canceled null'].toSorted(),
    )
  })

  it('goes when somebody deletes its endpoint', async () => {
    const { webhook, links } = batchSchema.parse(await (await create({ open: true, webhook: WEBHOOK })).json())
    expect((await api.call(`/v1/webhook-endpoints/${webhook?.endpoint_id}`, { method: 'DELETE' })).status).toBe(204)
    expect(batchSchema.parse(await (await api.call(links.self)).json()).webhook).toBeNull()
  })
})

describe('a webhook with faults', () => {
  const WRONG = { url: 'http://127.0.0.1/hooks', events: ['job.exploded'] }

  it('is refused together with all other faults, and nothing is made', async () => {
    const before = await leftBehind()
    const wrongJob = { ...JOB, colour: 'red' }
    expect(await faultsOf(await create({ name: 7, webhook: WRONG, jobs: [wrongJob] }))).toEqual([
      '/name invalid_type',
      '/webhook/events/0 invalid_value',
      '/webhook/url private_address',
      '/jobs/0/colour unknown_field',
    ])
    expect(await faultsOf(await sendLines(lines({ webhook: WRONG }, wrongJob)))).toEqual([
      '/webhook/events/0 invalid_value in line 1',
      '/webhook/url private_address in line 1',
      '/jobs/0/colour unknown_field in line 2',
    ])
    expect(await faultsOf(await api.post('/v1/jobs', { ...wrongJob, webhook: { url: 'ftp://shop.example' } }))).toEqual(
      ['/webhook/url invalid_url', '/colour unknown_field'],
    )
    expect(await faultsOf(await upload('/v1/batches', 'batch', { jobs: [SENT_ALONG], webhook: {} }))).toEqual([
      '/webhook/url required',
    ])
    expect(await leftBehind()).toEqual(before)
  })

  it('is refused by a dry run as well; one without makes nothing', async () => {
    const before = await leftBehind()
    const dryRun = (body: unknown) => api.post('/v1/batches?dry_run=true', body)
    expect(await faultsOf(await dryRun({ jobs: [SENT_ALONG], webhook: WRONG }))).toContain(
      '/webhook/url private_address',
    )
    const uploaded = await upload('/v1/batches?dry_run=true', 'batch', { jobs: [SENT_ALONG], webhook: WEBHOOK })
    expect(uploaded.status).toBe(200)
    expect(await uploaded.text()).not.toContain('whsec_')
    expect(await leftBehind()).toEqual(before)
  })
})
