import { batchSchema, type Job, jobSchema, type WebhookBody, webhookBodySchemas } from '@nemo-batch/contracts'
import { verify } from '@nemo-batch/sdk/webhooks'
import { type Received, type Receiver, startReceiver, waitFor } from '@nemo-batch/testing'
import { Webhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenService, type Service } from './given-service.fixture.ts'

const COMPLETED = 38
const FAILED = 8
const UNREACHABLE = 4
const DELIVERIES = COMPLETED + FAILED + UNREACHABLE + 1

let service: Service
let receiver: Receiver
let secret: string
let batchId: string

beforeAll(async () => {
  service = await givenService({ sandbox: { profile: 'instant' }, env: { NEMO_SETTLE_DELAY_MS: '50' } })
  receiver = await startReceiver((response, { path }) => response.writeHead(path === '/hooks' ? 204 : 404).end())
  const fileId = await service.photo('coins.jpg')
  const job = (index: number) => {
    const media = index < COMPLETED + FAILED ? [{ file_id: fileId }] : [`${receiver.url}/no-such-photo.jpg`]
    const mark = index < COMPLETED || index >= COMPLETED + FAILED ? '' : ' [[sandbox:render_fail=9]]'
    return { reference: `SKU-${index}`, instruction: `make a 2-second video${mark}`, media }
  }
  const batch = batchSchema.parse(
    await post('/v1/batches', {
      name: '春季新品',
      jobs: Array.from({ length: DELIVERIES - 1 }, (_, index) => job(index)),
      webhook: { url: `${receiver.url}/hooks` },
    }),
  )
  batchId = batch.id
  secret = batch.webhook?.secret ?? ''
  await waitFor(() => hooks().length >= DELIVERIES, { timeoutMs: 120_000, describe: 'all webhooks of the batch' })
}, 180_000)
afterAll(async () => {
  await service.close()
  await receiver.close()
})

const hooks = (): Received[] => receiver.received.filter(({ path }) => path === '/hooks')
const bodyOf = ({ body }: Received): WebhookBody => JSON.parse(body.toString())

async function ask(pathname: string, init: RequestInit = {}): Promise<unknown> {
  const headers = { authorization: `Bearer ${service.key}`, ...init.headers }
  const answer = await fetch(new URL(pathname, service.address), { ...init, headers })
  expect(answer.ok, `${pathname} answered ${answer.status}`).toBe(true)
  return answer.json()
}
const post = (pathname: string, body?: unknown): Promise<unknown> =>
  ask(pathname, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })

/** Each throws when the webhook is not genuine. */
const VERIFIERS: Readonly<Record<string, (hook: Received, secret: string) => unknown>> = {
  standardwebhooks: ({ body, headers }, key) => new Webhook(key).verify(body, headers),
  svix: ({ body, headers }, key) => new SvixWebhook(key).verify(body, headers),
  'the SDK': ({ body, headers }, key) => verify(headers, body, key),
}

describe.each(Object.entries(VERIFIERS))('the verifier of %s', (_name, verifyWith) => {
  const check = async (hook: Received, key = secret): Promise<unknown> => verifyWith(hook, key)

  it('takes every delivery of a batch of 50, on the raw bytes', async () => {
    expect(hooks()).toHaveLength(DELIVERIES)
    for (const hook of hooks()) await check(hook)
  })

  it('refuses each of them with one byte changed', async () => {
    for (const [index, hook] of hooks().entries()) {
      const body = Buffer.from(hook.body)
      const place = (index * 7_919) % body.length
      body[place] = (body[place] ?? 0) ^ 1
      await expect(check({ ...hook, body })).rejects.toThrow()
    }
  })

  it('refuses an old timestamp, another id and a wrong secret', async () => {
    const [hook] = hooks()
    if (hook === undefined) throw new Error('there is no webhook')
    const signed = Number(hook.headers['webhook-timestamp'])
    const forged = (headers: Record<string, string>) => check({ ...hook, headers: { ...hook.headers, ...headers } })
    await expect(forged({ 'webhook-timestamp': String(signed - 3_600) })).rejects.toThrow()
    await expect(forged({ 'webhook-id': `${hook.headers['webhook-id']}0` })).rejects.toThrow()
    await expect(check(hook, `whsec_${Buffer.alloc(32, 7).toString('base64')}`)).rejects.toThrow()
  })
})

describe('the webhooks of a batch', () => {
  it('tell of each job once, and of the batch, under the ids of their events', () => {
    const types = hooks().map((hook) => bodyOf(hook).type)
    const count = (type: string): number => types.filter((each) => each === type).length
    expect(count('job.completed')).toBe(COMPLETED)
    expect(count('job.failed')).toBe(FAILED + UNREACHABLE)
    expect(count('batch.completed')).toBe(1)
    expect(new Set(hooks().map(({ headers }) => headers['webhook-id'])).size).toBe(DELIVERIES)
    for (const { headers } of hooks()) expect(headers['webhook-id']).toMatch(/^evt_[0-9a-z]{26}$/)
  })

  it('hold the object as the API shows it, below 20 kB, with the number of its event', async () => {
    for (const hook of hooks()) {
      expect(hook.body.length).toBeLessThan(20_000)
      const { type } = bodyOf(hook)
      expect(webhookBodySchemas[type].strict().parse(bodyOf(hook))).toBeTruthy()
    }
    const completed = hooks()
      .map(bodyOf)
      .find(({ type }) => type === 'job.completed')
    if (completed?.data.object !== 'job') throw new Error('no job was told of')
    const { seq, omitted, ...told } = completed.data
    expect(omitted).toEqual([])
    expect(withoutSignatures(told)).toEqual(withoutSignatures(jobSchema.parse(await ask(told.links.self))))
    const events = await ask(`${told.links.events}?limit=100`, { headers: { accept: 'application/json' } })
    expect(events).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ seq, type: 'job.completed' })]),
    })
  })

  it('hold links to videos that need no key', async () => {
    const completed = hooks()
      .map(bodyOf)
      .find(({ type }) => type === 'job.completed')
    if (completed?.data.object !== 'job' || completed.data.video === null) throw new Error('no video was told of')
    const answer = await fetch(completed.data.video.url)
    expect(answer.status).toBe(200)
    expect((await answer.arrayBuffer()).byteLength).toBe(completed.data.video.bytes)
  })

  it('end with how many there are of each status and error, and where the results are', async () => {
    const ended = hooks()
      .map(bodyOf)
      .find(({ type }) => type === 'batch.completed')
    expect(ended?.data).toMatchObject({
      id: batchId,
      status: 'completed',
      counts: { total: DELIVERIES - 1, completed: COMPLETED, failed: FAILED + UNREACHABLE },
      error_counts: { render_failed: FAILED, media_unreachable: UNREACHABLE },
      links: { results: `/v1/batches/${batchId}/results` },
    })
    expect(ended?.data).not.toHaveProperty('webhook.secret')
  })

  it('are in the log, each with its one attempt, and their secret nowhere', async () => {
    const page = await waitFor(
      async () => {
        const seen = await ask(`/v1/webhook-deliveries?limit=100&status=succeeded`)
        return isList(seen) && seen.data.length === DELIVERIES ? seen : null
      },
      { describe: 'all deliveries to be recorded' },
    )
    for (const delivery of page.data)
      expect(delivery).toMatchObject({ attempts: [{ number: 1, status: 204, error: null }], next_attempt_at: null })
    expect(service.logged()).not.toContain('whsec_')
    expect(JSON.stringify(await ask(`/v1/batches/${batchId}`))).not.toContain('whsec_')
    await service.expectInvariants()
  })
})

const isList = (value: unknown): value is { data: unknown[] } =>
  typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data)

/** Each look at a job signs its links anew. */
const withoutSignatures = (job: Job): unknown => JSON.parse(JSON.stringify(job).replaceAll(/\?expires=[^"]*/g, ''))
