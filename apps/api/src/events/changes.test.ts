import { CHANGE_TOPICS, type Changes, changeMessageSchema, type Scope } from '@nemo-batch/contracts'
import { type ChangeFeed, type Changes as CommittedChanges, reportWorker, WORKER_SILENT_MS } from '@nemo-batch/database'
import { newId } from '@nemo-batch/runtime'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { givenKey, givenProject } from '../testing/given-keys.ts'
import { givenDelivery, givenEndpoint, giveUp } from '../testing/given-webhooks.ts'
import { readMessages } from '../testing/read-messages.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'
import { followChanges } from './follow-changes.ts'

/** Two processes on one database: `api` is where things are changed, `other` where somebody looks. */
let api: RunningApi
let other: RunningApi
beforeAll(async () => {
  api = await startTestApi()
  other = await startTestApi({}, { databaseUrl: api.db.pool.options.connectionString ?? '' })
})
afterAll(async () => {
  await other.stop().catch(() => undefined)
  await api.stop()
})

type Told = Pick<Changes, 'batches' | 'jobs' | 'has_more' | 'topics'>

/** Somebody who looks, from `hello` on. */
async function watch(call: RunningApi['call'] = other.call) {
  const messages = readMessages(await call('/v1/changes'))
  onTestFinished(() => messages.close())
  const next = async () => {
    const message = await messages.next()
    return message === null ? null : changeMessageSchema.parse(message.data)
  }
  expect(await next()).toEqual({ object: 'hello' })
  const told: Told = { batches: [], jobs: [], has_more: false, topics: [] }
  return {
    next,
    told,
    /** Reads on until all that was told says so. */
    until: async (isEnough: (told: Told) => boolean): Promise<Told> => {
      while (!isEnough(told)) {
        const message = await next()
        if (message?.object !== 'changes') throw new Error('The stream has ended')
        for (const id of message.batches) told.batches.push(id)
        for (const id of message.jobs) told.jobs.push(id)
        for (const topic of message.topics) told.topics.push(topic)
        told.has_more ||= message.has_more
      }
      return told
    },
  }
}
const watchWith = async (scopes: readonly Scope[], project?: string) => {
  const { key } = await givenKey(api, scopes, project)
  return watch((path, init) => other.call(path, { ...init, headers: { authorization: `Bearer ${key}` } }))
}

const newBatch = async (jobs = 1, db: Pick<RunningApi['db'], 'query'> = api.db) =>
  seedBatch(
    db,
    await seedAccount(api.db),
    Array.from({ length: jobs }, () => ({})),
  )

it('tells which batches and jobs have changed, also where another process has changed them', async () => {
  const reader = await watch()
  const { batchId, jobIds } = await newBatch(2)
  const told = await reader.until(({ jobs }) => jobIds.every((id) => jobs.includes(id)))
  expect(told.batches).toContain(batchId)
  expect(told.has_more).toBe(false)
})

it('tells of what is committed late, and of what is committed while an older change is still being made', async () => {
  const reader = await watch()
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
  const { promise: isWritten, resolve: written } = Promise.withResolvers<string>()
  const late = api.db.transaction(async (tx) => {
    written((await newBatch(1, tx)).batchId)
    await mayCommit
  })
  const lateId = await isWritten
  const { batchId } = await newBatch()
  expect((await reader.until(({ batches }) => batches.includes(batchId))).batches).not.toContain(lateId)
  commit()
  await late
  await reader.until(({ batches }) => batches.includes(lateId))
})

it('names 200 at most, and says that there are more', async () => {
  const reader = await watch()
  await api.db.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq)
     SELECT $1 || number, 'proj_default', $2, 'job_' || lpad(number::text, 26, '0'), 'job.queued', 1
     FROM generate_series(1, 300) AS number`,
    [newId('evt'), newId('batch')],
  )
  let message = await reader.next()
  while (message?.object === 'changes' && message.jobs.length === 0) message = await reader.next()
  expect(message).toMatchObject({ object: 'changes', has_more: true })
  expect(message?.object === 'changes' && message.jobs).toHaveLength(200)
})

it('tells a project of its own batches alone', async () => {
  const stranger = await watchWith(['jobs:read', 'webhooks'], await givenProject(api))
  const reader = await watch()
  const endpoint = await givenEndpoint(api)
  await givenDelivery(api, endpoint.id)
  const { batchId } = await newBatch()
  await reader.until(({ batches, topics }) => batches.includes(batchId) && topics.includes('webhook_deliveries'))
  await api.db.query(
    `INSERT INTO webhook_endpoints (id, project_id, url)
     SELECT $1, project_id, 'https://shop.example/theirs' FROM api_keys ORDER BY id DESC LIMIT 1`,
    [newId('whe')],
  )
  expect(await stranger.until(({ topics }) => topics.length > 0)).toEqual({
    batches: [],
    jobs: [],
    has_more: false,
    topics: ['webhook_endpoints'],
  })
})

it('tells administrators of everything else that changes', async () => {
  const reader = await watch()
  await givenDelivery(api)
  await givenKey(api, ['jobs:read'])
  await givenProject(api)
  await api.db.query('UPDATE accounts SET active_jobs = active_jobs + 1')
  await reportWorker(api.db, { id: newId('req'), version: '1.0.0' })
  const told = await reader.until(({ topics }) => new Set(topics).size === CHANGE_TOPICS.length)
  expect(new Set(told.topics)).toEqual(new Set(CHANGE_TOPICS))
})

it('tells of deliveries that are tried, of secrets that are replaced and of keys that are revoked', async () => {
  const endpoint = await givenEndpoint(api)
  const delivery = await givenDelivery(api, endpoint.id)
  const key = await givenKey(api, ['jobs:read'])
  const reader = await watch()
  await giveUp(api, delivery.id)
  await reader.until(({ topics }) => topics.includes('webhook_deliveries'))
  await api.post(`/v1/webhook-endpoints/${endpoint.id}/rotate-secret`, {})
  await reader.until(({ topics }) => topics.includes('webhook_endpoints'))
  await api.call(`/v1/api-keys/${key.id}`, { method: 'DELETE' })
  await reader.until(({ topics }) => topics.includes('api_keys'))
})

it('tells of a worker that has died, not of each that is alive', async () => {
  const worker = { id: newId('req'), version: '1.0.0' }
  await reportWorker(api.db, worker)
  const reader = await watch()
  await reportWorker(api.db, worker)
  const { batchId } = await newBatch()
  expect((await reader.until(({ batches }) => batches.includes(batchId))).topics).not.toContain('workers')
  await api.db.query(`UPDATE workers SET seen_at = now() - $2 * interval '1 ms' WHERE id = $1`, [
    worker.id,
    WORKER_SILENT_MS + 1,
  ])
  await reader.until(({ topics }) => topics.includes('workers'))
})

it('does not tell a key of what it may not read', async () => {
  const [jobs, webhooks] = [await watchWith(['jobs:read']), await watchWith(['webhooks'])]
  const admin = await watch()
  await givenProject(api)
  await givenDelivery(api)
  const { batchId } = await newBatch()
  await admin.until(
    ({ batches, topics }) =>
      batches.includes(batchId) && topics.includes('webhook_deliveries') && topics.includes('projects'),
  )
  expect(await jobs.until(({ batches }) => batches.includes(batchId))).toMatchObject({ topics: [] })
  const toWebhooks = await webhooks.until(({ topics }) => topics.includes('webhook_deliveries'))
  expect(new Set(toWebhooks.topics)).toEqual(new Set(['webhook_endpoints', 'webhook_deliveries']))
  expect(toWebhooks).toMatchObject({ batches: [], jobs: [], has_more: false })
})

it('tells a reader that is slow less often, never more than one message at a time', async () => {
  let tell: (changes: CommittedChanges) => void = () => undefined
  const watchNothing: ChangeFeed['watch'] = (_interest, told) => {
    tell = told
    return { isWatching: Promise.resolve(), stop: () => undefined }
  }
  const interest = { projectId: 'proj_default', jobs: true, webhooks: true, installation: true }
  const messages = followChanges({ watch: watchNothing }, interest, new AbortController().signal)
  await messages.next()
  for (let turn = 0; turn < 1_000; turn++)
    tell({
      batchIds: new Set(['batch_1']),
      jobIds: new Set([`job_${turn}`]),
      isCut: false,
      topics: ['accounts'],
    })
  const { value } = await messages.next()
  expect(value?.data).toMatchObject({ batches: ['batch_1'], has_more: true, topics: ['accounts'] })
  expect(value?.data).toHaveProperty('jobs.length', 200)
  const next = messages.next()
  tell({ batchIds: new Set(), jobIds: new Set(['job_0']), isCut: false, topics: [] })
  expect((await next).value?.data).toMatchObject({ batches: [], jobs: ['job_0'], has_more: false, topics: [] })
})

// Last: it stops where the others look.
it('ends with its key, and when the service stops', async () => {
  const key = await givenKey(api, ['jobs:read'])
  const reader = await watch((path) => other.call(path, { headers: { authorization: `Bearer ${key.key}` } }))
  await api.call(`/v1/api-keys/${key.id}`, { method: 'DELETE' })
  expect(await reader.next()).toBeNull()
  const ended = (await watch()).next()
  await other.stop()
  expect(await ended).toBeNull()
})
