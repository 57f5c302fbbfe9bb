import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import * as sdk from '@nemo-batch/sdk'
import { type Batch, type Job, NemoBatch, type ServiceEvent } from '@nemo-batch/sdk'
import { verify } from '@nemo-batch/sdk/webhooks'
import { FaultProxy, startReceiver, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { givenService, type Service } from '../service/given-service.fixture.ts'
import { codeBlocks } from './code-blocks.fixture.ts'
import { givenProject, type Project, ROOT } from './installed-sdk.fixture.ts'

const PHOTO = path.join(ROOT, 'examples/photos/coins.jpg')

let service: Service
let client: NemoBatch
/** The same service, by way of a network that can be harmed. */
let proxy: FaultProxy
let afar: NemoBatch
let photoId: string
beforeAll(async () => {
  service = await givenService({
    sandbox: { textMs: { minMs: 100, maxMs: 200 }, renderMs: { minMs: 200, maxMs: 600 }, longestSide: 64 },
  })
  proxy = await FaultProxy.before(service.address)
  client = new NemoBatch({ apiKey: service.key, baseUrl: service.address })
  afar = new NemoBatch({ apiKey: service.key, baseUrl: proxy.url })
  photoId = (await client.files.upload(await openAsBlob(PHOTO), { filename: 'coins.jpg' })).id
}, 90_000)
afterAll(async () => {
  await proxy.close()
  await service.close()
})

const jobOf = (instruction: string, reference: string) => ({ instruction, reference, media: [{ file_id: photoId }] })
const newBatch = (...instructions: string[]) => ({
  jobs: instructions.map((instruction, index) => jobOf(instruction, `SKU-${index}`)),
})
const SHORT = '做一个2秒的视频，标题“春天”'

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

const CUTS = 20

describe('watching a batch', () => {
  it(`sees every event once, and the end, while its connection is cut ${CUTS} times`, { timeout: 90_000 }, async () => {
    const batch = await client.batches.create(newBatch(...Array<string>(6).fill(SHORT)))
    const events: ServiceEvent[] = []
    let cuts = 0
    // A little further each time than the head of the answer: an event or two, then within one, or within a character.
    const cutNext = (): void => {
      cuts += 1
      if (cuts <= CUTS) proxy.cutAfter(1_500 + 37 * cuts, { ending: cuts % 2 === 0 ? 'close' : 'reset' })
      else proxy.heal()
    }
    cutNext()
    const ended = await afar.batches.wait(batch.id, {
      onEvent: (event) => void events.push(event),
      onReconnect: cutNext,
    })
    expect(ended).toMatchObject({ status: 'completed', counts: { total: 6, completed: 6 } })
    expect(cuts).toBeGreaterThan(CUTS)
    const told = await collect(client.batches.listEvents(batch.id))
    expect(events.map(({ id }) => id).sort()).toEqual(told.map(({ id }) => id).sort())
    expect(new Set(told.map(({ id }) => id)).size).toBe(events.length)
    const results = await collect(client.batches.results(batch.id))
    expect(results.map(({ reference, status }) => `${reference} ${status}`)).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => `SKU-${index} completed`),
    )
    expect(await (await client.batches.resultsCsv(batch.id)).text()).toMatch(/^job_id,.*\r\n(job_.*\r\n){6}$/)
    for (const jobId of new Set(events.map((event) => event.job_id))) {
      const numbers = events.filter((event) => event.job_id === jobId).map(({ seq }) => seq)
      expect(numbers).toEqual(numbers.map((_number, index) => index + 1))
    }
    expect(events.at(-1)?.type).toBe('batch.completed')
  })

  it('goes on after the service was away', async () => {
    const job = await client.jobs.create(jobOf(SHORT, 'away'))
    const types: string[] = []
    const progress: number[] = []
    let isAway = false
    const ended = await afar.jobs.wait(job.id, {
      async onEvent({ type }) {
        types.push(type)
        if (type === 'job.started') {
          await proxy.cut()
          isAway = true
        }
      },
      onProgress: (seen) => void progress.push(seen.progress),
      onReconnect: () => void proxy.restore(),
    })
    expect(ended.status).toBe('completed')
    expect(isAway).toBe(true)
    expect(progress).toEqual(progress.toSorted((one, other) => one - other))
    expect(progress.at(-1)).toBe(100)
    expect(types).toEqual((await collect(client.jobs.listEvents(job.id))).map(({ type }) => type))
    const answer = await client.jobs.video(job.id)
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(ended.video?.sha256)
  })
})

it('makes one batch when the answer is lost and the request is sent again', async () => {
  const before = await collect(client.batches.list())
  proxy.cutAfter(0)
  const other = new NemoBatch({ apiKey: service.key, baseUrl: proxy.url })
  const batch = await other.batches.create({ name: 'once', ...newBatch(SHORT) })
  const after = await collect(client.batches.list())
  expect(after.map(({ id }) => id)).toEqual([batch.id, ...before.map(({ id }) => id)])
  expect((await client.batches.cancel(batch.id)).id).toBe(batch.id)
})

describe('files', () => {
  it('are sent with their progress, read back whole and in part, and deleted', async () => {
    const blob = await openAsBlob(PHOTO)
    const sent: number[] = []
    const file = await client.files.upload(blob, {
      filename: 'münzen.jpg',
      onProgress: ({ sentBytes, totalBytes }) => {
        expect(totalBytes).toBe(blob.size)
        sent.push(sentBytes)
      },
    })
    const bytes = Buffer.from(await blob.arrayBuffer())
    expect(file).toMatchObject({ filename: 'münzen.jpg', content_type: 'image/jpeg', bytes: blob.size })
    expect(file.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(sent.at(-1)).toBe(blob.size)
    expect(await client.files.retrieve(file.id)).toEqual(file)
    const part = await client.files.content(file.id, { range: { firstByte: 2, lastByte: 9 } })
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(2, 10))
    expect(Buffer.from(await (await client.files.content(file.id)).arrayBuffer())).toEqual(bytes)
    await client.files.delete(file.id)
    await expect(client.files.retrieve(file.id)).rejects.toBeInstanceOf(sdk.NotFoundError)
  })
})

describe('lists', () => {
  it('give every job once, however many pages it takes', async () => {
    const batch = await client.batches.create(newBatch(...Array<string>(5).fill(SHORT)))
    await client.batches.pause(batch.id)
    const jobs: Job[] = await collect(client.batches.jobs(batch.id, { limit: 2 }))
    expect(jobs.map(({ reference }) => reference)).toEqual(['SKU-4', 'SKU-3', 'SKU-2', 'SKU-1', 'SKU-0'])
    const page = await client.jobs.list({ batch_id: batch.id, limit: 2 }).page()
    expect(page).toMatchObject({ object: 'list', has_more: true })
    expect(page.data).toHaveLength(2)
    expect((await client.batches.resume(batch.id)).id).toBe(batch.id)
    await client.batches.cancel(batch.id)
    expect((await client.batches.wait(batch.id)).status).toBe('canceled')
    const seen: Batch[] = await collect(client.batches.list({ status: 'canceled' }))
    expect(seen.map(({ id }) => id)).toContain(batch.id)
  })
})

describe('errors', () => {
  const errorOf = (call: Promise<unknown>) => call.catch((error: unknown) => error)

  it('are told by their class, with what the service says', async () => {
    const stranger = new NemoBatch({ apiKey: 'nb_wrong', baseUrl: service.address })
    expect(await errorOf(stranger.system())).toBeInstanceOf(sdk.AuthenticationError)
    const missing = await errorOf(client.batches.retrieve('batch_nowhere'))
    expect(missing).toBeInstanceOf(sdk.NotFoundError)
    expect(missing).toMatchObject({ code: 'not_found', requestId: expect.stringMatching(/^req_/) })
    const faulty = await errorOf(client.batches.create({ jobs: [{ media: ['ftp://x'] }, { instruction: 'x' }] }))
    expect(faulty).toBeInstanceOf(sdk.InvalidInputError)
    expect(faulty).toMatchObject({ status: 422, code: 'invalid_input' })
    if (!(faulty instanceof sdk.InvalidInputError)) throw faulty
    expect(faulty.errors.map(({ path: place }) => place)).toContain('/jobs/0/instruction')
    const cursor = await errorOf(client.jobs.list({ cursor: 'mine' }).page())
    expect(cursor).toMatchObject({ name: 'InvalidInputError', status: 400 })
    const key = 'used-twice'
    const { id } = await client.jobs.create(jobOf(SHORT, 'one'), { idempotencyKey: key })
    const reused = await errorOf(client.jobs.create(jobOf(SHORT, 'two'), { idempotencyKey: key }))
    expect(reused).toMatchObject({ name: 'InvalidInputError', code: 'idempotency_key_reused' })
    const early = await errorOf(client.jobs.video(id))
    expect(early).toBeInstanceOf(sdk.ConflictError)
    expect(early).toMatchObject({ code: 'video_not_ready' })
    await client.jobs.cancel(id)
  })

  it('of a job are in the job, which can be tried again', async () => {
    const failed = await client.jobs.wait(
      (await client.jobs.create(jobOf(`${SHORT} [[sandbox:render_fail=2]]`, 'f'))).id,
    )
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'render_failed', retryable: true } })
    const cost = await client.batches.retry(failed.batch_id, { dry_run: true })
    expect(cost).toEqual({ object: 'retry_estimate', jobs: 1, credits: expect.any(Number) })
    expect((await client.jobs.retry(failed.id)).status).not.toBe('failed')
    expect(await client.jobs.wait(failed.id)).toMatchObject({ status: 'completed', attempts: 2 })
  })
})

it('goes on with a job that has completed, in the session that it has', async () => {
  const made = await client.jobs.wait((await client.jobs.create(jobOf(SHORT, 'refined'))).id)
  const queued = await client.jobs.addSteps(made.id, { instruction: 'make it 3 seconds' })
  expect(queued).toMatchObject({ video: { file_id: made.video?.file_id }, steps: [{ index: 0 }, { index: 1 }] })
  const refined = await client.jobs.wait(made.id)
  expect(refined).toMatchObject({ status: 'completed', attempts: 2, nemo: { session_id: made.nemo.session_id } })
  expect(refined.steps.map(({ video }) => video !== null)).toEqual([true, true])
})

it('looks at a batch without making it', async () => {
  const looked = await client.batches.dryRun(newBatch(SHORT, SHORT))
  expect(looked).toMatchObject({ object: 'dry_run', ok: true, jobs: 2, credits: { estimated: 100 } })
  expect(await client.jobs.dryRun(jobOf(SHORT, 'one'))).toMatchObject({ ok: true, jobs: 1 })
})

it('adds jobs to an open batch until it is closed', async () => {
  const { id } = await client.batches.create({ open: true, defaults: { instruction: SHORT } })
  const job = { reference: 'later', media: [{ file_id: photoId }] }
  expect(await client.batches.addJobs(id, [job])).toMatchObject({ id, counts: { total: 1 } })
  await client.batches.close(id)
  await expect(client.batches.addJobs(id, [job])).rejects.toBeInstanceOf(sdk.ConflictError)
  await client.batches.cancel(id)
})

it('hands out keys that may do less, and takes them back', async () => {
  const project = await client.projects.create({ name: 'Shop two' })
  const made = await client.apiKeys.create({ name: 'reader', scopes: ['jobs:read'], project_id: project.id })
  const reader = new NemoBatch({ apiKey: made.key, baseUrl: service.address })
  expect(await collect(reader.batches.list())).toEqual([])
  const refused = await reader.batches.create(newBatch(SHORT)).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(sdk.PermissionError)
  expect((await client.auditLog.list({ object_id: made.id }).page()).data).toMatchObject([{ action: 'api_key.create' }])
  await client.apiKeys.revoke(made.id)
  await expect(reader.batches.list().page()).rejects.toBeInstanceOf(sdk.AuthenticationError)
})

/** Like fetch, with a cookie of its own for the service, as a browser keeps it. */
function fetchOfBrowser(): typeof fetch {
  let cookie = ''
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    if (cookie !== '') headers.set('cookie', cookie)
    const answer = await fetch(input, { ...init, headers })
    const [pair] = answer.headers.get('set-cookie')?.split(';') ?? []
    cookie = pair ?? cookie
    return answer
  }
}

it('acts for who is signed in, by the cookie of a session, until they sign out', async () => {
  const made = await client.apiKeys.create({ name: 'operator', scopes: ['jobs:read', 'jobs:write'] })
  const browser = new NemoBatch({ session: true, baseUrl: service.address, fetch: fetchOfBrowser() })
  await expect(browser.session.retrieve()).rejects.toBeInstanceOf(sdk.AuthenticationError)
  const session = await browser.session.create(made.key)
  expect(session).toMatchObject({ key: { id: made.id }, scopes: ['jobs:read', 'jobs:write'] })
  expect(await browser.session.retrieve()).toEqual(session)
  const file = await browser.files.upload(await openAsBlob(PHOTO), { filename: 'by-hand.jpg' })
  const job = await browser.jobs.create({ ...jobOf(SHORT, 'by hand'), media: [{ file_id: file.id }] })
  await browser.jobs.cancel(job.id)
  expect((await browser.jobs.wait(job.id)).status).toBe('canceled')
  await expect(browser.accounts.list().page()).rejects.toBeInstanceOf(sdk.PermissionError)
  await browser.session.delete()
  await expect(browser.jobs.retrieve(job.id)).rejects.toBeInstanceOf(sdk.AuthenticationError)
  await client.apiKeys.revoke(made.id)
})

it('has a receiver told, and looks after what it was told', async () => {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  /** Jobs of other tests may be told of as well. */
  const hookOf = async (objectId: string, count = 1) =>
    waitFor(() => receiver.received.filter(({ body }) => body.includes(`"data":{"id":"${objectId}"`))[count - 1], {
      describe: `webhook ${count} of ${objectId}`,
    })
  const { id, secret } = await client.webhookEndpoints.create({
    url: `${receiver.url}/hooks`,
    events: ['job.canceled'],
  })
  const tested = await client.webhookEndpoints.test(id)
  const test = await hookOf(id)
  expect(await verify(test.headers, test.body, secret)).toMatchObject({
    id: tested.webhook_id,
    type: 'endpoint.test',
    data: { id, url: `${receiver.url}/hooks` },
  })

  const rotated = await client.webhookEndpoints.rotateSecret(id, { idempotencyKey: 'rotate-1' })
  const job = await client.jobs.create(jobOf(SHORT, 'told'))
  await client.jobs.cancel(job.id)
  const canceled = await hookOf(job.id)
  for (const key of [secret, rotated.secret]) {
    const event = await verify(canceled.headers, canceled.body, key)
    if (event.type !== 'job.canceled') throw new Error(`${event.type} was told`)
    expect(event.data).toMatchObject({ id: job.id, reference: 'told', status: 'canceled', seq: expect.any(Number) })
  }

  const deliveries = await collect(client.webhookDeliveries.list({ endpoint_id: id, event: 'job.canceled' }))
  const delivery = deliveries.find((each) => each.job_id === job.id)
  const deliveryId = delivery?.id ?? ''
  const recorded = () => client.webhookDeliveries.retrieve(deliveryId)
  await waitFor(async () => (await recorded()).status === 'succeeded', { describe: 'the delivery to be recorded' })
  expect(await recorded()).toMatchObject({ attempts: [{ number: 1, status: 204 }], body: { data: { id: job.id } } })
  expect((await client.webhookDeliveries.redeliver(deliveryId)).webhook_id).toBe(delivery?.webhook_id)
  const again = await hookOf(job.id, 2)
  expect(again.headers['webhook-id']).toBe(delivery?.webhook_id)

  expect(await client.webhookEndpoints.update(id, { enabled: false })).toMatchObject({ enabled: false })
  await expect(client.webhookEndpoints.test(id)).rejects.toBeInstanceOf(sdk.ConflictError)
  const missed = await client.jobs.create(jobOf(SHORT, 'missed'))
  await client.jobs.cancel(missed.id)
  await client.jobs.wait(missed.id)
  await client.webhookEndpoints.update(id, { enabled: true })
  expect(await client.webhookEndpoints.recover(id, { since: missed.created_at })).toMatchObject({ count: 1 })
  const recovered = await hookOf(missed.id)
  expect(await verify(recovered.headers, recovered.body, rotated.secret)).toMatchObject({
    type: 'job.canceled',
    data: { id: missed.id },
  })
  expect((await collect(client.webhookEndpoints.list())).map((endpoint) => endpoint.id)).toContain(id)
  expect(await client.webhookEndpoints.retrieve(id)).toMatchObject({ id, health: { failures: 0 } })
  await client.webhookEndpoints.delete(id)
  await expect(client.webhookEndpoints.retrieve(id)).rejects.toBeInstanceOf(sdk.NotFoundError)
})

it('tells what the service is and which accounts it works with', async () => {
  expect(await client.system()).toMatchObject({ object: 'system', workers: { alive: 1 } })
  const [account] = await collect(client.accounts.list())
  expect(await client.accounts.retrieve(account?.id ?? '')).toMatchObject({ object: 'account', status: 'ok' })
})

const SECTION = 'Integrate in ten minutes'

describe(`the README, “${SECTION}”`, { timeout: 90_000 }, () => {
  let shop: Project
  let environment: Readonly<Record<string, string>>
  beforeAll(async () => {
    shop = await givenProject()
    environment = { NEMO_BATCH_URL: service.address, NEMO_BATCH_API_KEY: service.key }
  })
  afterAll(() => shop.remove())

  const videoBytes = async (name: string): Promise<string> =>
    (await readFile(path.join(shop.folder, name))).subarray(4, 8).toString()

  it('works with curl as it stands', async () => {
    const blocks = await codeBlocks('README.md', SECTION, 'sh')
    expect(blocks).toHaveLength(6)
    const told = await shop.run('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], environment)
    for (const part of [
      'event: batch.completed',
      ',failed,render_failed,',
      '"object":"retry_estimate"',
      '/jobs/0/media/0',
    ])
      expect(told).toContain(part)
    expect(await videoBytes('by-curl.mp4')).toBe('ftyp')
  })

  it('works with the SDK as it stands', async () => {
    const blocks = await codeBlocks('README.md', SECTION, 'js')
    expect(blocks).toHaveLength(6)
    await shop.write('shop.mjs', blocks.join('\n'))
    const told = await shop.run(process.execPath, ['shop.mjs'], environment)
    for (const part of ['100 %: 1 done, 1 failed', 'SKU-2 render_failed', '2 of 2 videos', '/jobs/0/media/0'])
      expect(told).toContain(part)
    expect(await videoBytes('SKU-1.mp4')).toBe('ftyp')
  })

  it('and the page on receiving webhooks work together as they stand', async () => {
    const page = 'docs/receive-webhooks.md'
    const [variables = ''] = await codeBlocks('README.md', SECTION, 'sh')
    const steps = async (language: string): Promise<string[]> =>
      (
        await Promise.all(['Make an endpoint', 'When you are away'].map((part) => codeBlocks(page, part, language)))
      ).flat()
    const withCurl = [variables.replace(/^npm pack.*$/m, ''), ...(await steps('sh'))]
    const told = await shop.run('bash', ['-euo', 'pipefail', '-c', withCurl.join('\n')], environment)
    expect(told).toContain('"object":"recovered_deliveries"')
    expect(JSON.parse(await readFile(path.join(shop.folder, 'endpoint.json'), 'utf8')).secret).toMatch(/^whsec_/)
    await shop.write('away.mjs', [...(await steps('js')), 'console.log(count)'].join('\n'))
    expect(await shop.run(process.execPath, ['away.mjs'], environment)).toMatch(/^NEMO_WEBHOOK_SECRET=whsec_.*\n0\n$/)
  })

  it('would not pass with a block that is broken', async () => {
    const broken = 'curl -sSf "$NEMO_BATCH_URL/v1/batch" -H "Authorization: Bearer $NEMO_BATCH_API_KEY" | cat\necho on'
    await expect(shop.run('bash', ['-euo', 'pipefail', '-c', broken], environment)).rejects.toThrow(/404/)
    await shop.write('broken.mjs', "import { NoSuchName } from '@nemo-batch/sdk'")
    await expect(shop.run(process.execPath, ['broken.mjs'], environment)).rejects.toThrow(/NoSuchName/)
  })
})
