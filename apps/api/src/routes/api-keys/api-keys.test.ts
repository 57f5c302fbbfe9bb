import { apiKeyListSchema, apiKeySchema, createdApiKeySchema, problemSchema } from '@nemo-batch/contracts'
import { isApiKeyForm } from '@nemo-batch/runtime'
import { seedAccount, seedBatch, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenKey, givenProject } from '../../testing/given-keys.ts'
import { readStream } from '../../testing/read-stream.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const create = (body: unknown, headers: Record<string, string> = {}) => api.post('/v1/api-keys', body, headers)
const faultsOf = async (answer: Response) =>
  problemSchema.parse(await answer.json()).errors?.map(({ path, code }) => [path, code])
const rowsAsText = async (table: 'api_keys' | 'idempotency_keys' | 'audit_log'): Promise<string> =>
  JSON.stringify((await api.db.query(`SELECT to_jsonb(t) FROM ${table} t`)).rows)

it('shows a key once, when it is made; neither lists nor the database hold it', async () => {
  const answer = await create({ name: 'Shop', scopes: ['jobs:read', 'jobs:write'] }, { 'idempotency-key': 'shop-key' })
  expect(answer.status).toBe(201)
  const { key, ...made } = createdApiKeySchema.parse(await answer.json())
  expect(isApiKeyForm(key)).toBe(true)
  expect(made).toMatchObject({ name: 'Shop', prefix: key.slice(0, 11), project_id: 'proj_default', last_used_at: null })
  expect(answer.headers.get('location')).toBe(`/v1/api-keys/${made.id}`)

  const shown = await (await api.call(`/v1/api-keys/${made.id}`)).text()
  expect(apiKeySchema.parse(JSON.parse(shown))).toEqual(made)
  const list = await (await api.call('/v1/api-keys')).text()
  expect(apiKeyListSchema.parse(JSON.parse(list)).data).toContainEqual(made)
  const kept = `${await rowsAsText('api_keys')}${await rowsAsText('idempotency_keys')}${await rowsAsText('audit_log')}`
  expect(`${shown}${list}${kept}`).not.toContain(key)
})

it('answers the same key again to the same Idempotency-Key, and makes no second one', async () => {
  const body = { name: 'Once', scopes: ['jobs:read'] }
  const [first, second] = [
    await create(body, { 'idempotency-key': 'once' }),
    await create(body, { 'idempotency-key': 'once' }),
  ]
  expect(second.headers.get('idempotency-replayed')).toBe('true')
  expect(await second.json()).toEqual(await first.json())
  expect((await rowsAsText('api_keys')).match(/"Once"/g)).toHaveLength(1)
})

it('takes the same Idempotency-Key of administrators of several projects for different ones, also at one moment', async () => {
  const admins = await Promise.all(
    Array.from({ length: 5 }, async () => givenKey(api, ['admin'], await givenProject(api))),
  )
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'shared' }
  const body = JSON.stringify({ name: 'Of its own project', scopes: ['jobs:read'] })
  const answers = await Promise.all(admins.map(({ call }) => call('/v1/api-keys', { method: 'POST', headers, body })))
  expect(answers.map(({ status }) => status)).toEqual(admins.map(() => 201))
})

it('names every fault of a key that cannot be made, and makes none', async () => {
  expect(await faultsOf(await create({ name: ' ', scopes: [] }))).toEqual([
    ['/name', 'blank_text'],
    ['/scopes', 'too_small'],
  ])
  expect(await faultsOf(await create({ name: 'x', scopes: ['jobs:read', 'everything'] }))).toEqual([
    ['/scopes/1', 'invalid_value'],
  ])
  expect(await faultsOf(await create({ name: 'x', scopes: ['admin', 'admin'] }))).toEqual([
    ['/scopes', 'duplicate_scope'],
  ])
  expect(await faultsOf(await create({ name: 'x', scopes: ['admin'], project_id: 'proj_none' }))).toEqual([
    ['/project_id', 'project_not_found'],
  ])
})

it('opens nothing to a revoked key from the next request on', async () => {
  const { id, call } = await givenKey(api, ['jobs:read'])
  expect((await call('/v1/jobs')).status).toBe(200)
  expect((await api.call(`/v1/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await call('/v1/jobs')).status).toBe(401)
  expect((await api.call(`/v1/api-keys/${id}`)).status).toBe(404)
  expect((await api.call(`/v1/api-keys/${id}`, { method: 'DELETE' })).status).toBe(404)
})

it('ends the event streams of a revoked key, and leaves those of others', async () => {
  const { batchId } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  const [revoked, kept] = [await givenKey(api, ['jobs:read']), await givenKey(api, ['jobs:read'])]
  const path = `/v1/batches/${batchId}/events`
  const ending = readStream(await revoked.call(path))
  const staying = readStream(await kept.call(path))
  for (const stream of [ending, staying])
    expect([(await stream.next())?.type, (await stream.next())?.type]).toEqual(['batch.created', 'job.queued'])
  await api.call(`/v1/api-keys/${revoked.id}`, { method: 'DELETE' })
  expect(await ending.rest()).toEqual([])
  await api.db.query(
    `INSERT INTO events (id, project_id, batch_id, type, seq) VALUES ($1, 'proj_default', $2, 'batch.started', 2)`,
    [`evt_${'0'.repeat(26)}`, batchId],
  )
  expect((await staying.next())?.type).toBe('batch.started')
  await staying.close()
})

it('lets a key of another project see that project alone, and an administrator of it manage all keys', async () => {
  const projectId = await givenProject(api)
  const other = await givenKey(api, ['admin'], projectId)
  const job = { media: ['https://shop.example/1.jpg'], instruction: 'make a 5-second video' }
  const made = await other.call('/v1/jobs', {
    method: 'POST',
    body: JSON.stringify(job),
    headers: { 'content-type': 'application/json' },
  })
  const { id } = (await made.json()) as { id: string }
  expect((await other.call(`/v1/jobs/${id}`)).status).toBe(200)
  expect((await api.call(`/v1/jobs/${id}`)).status).toBe(404)
  const ofDefault = await givenKey(api, ['jobs:read'])
  const keys = apiKeyListSchema.parse(await (await other.call('/v1/api-keys?limit=100')).json()).data
  expect(keys.map((key) => key.id)).toEqual(expect.arrayContaining([other.id, ofDefault.id]))
})

it('notes when a key was last used, once a minute at most', async () => {
  const { id, call } = await givenKey(api, ['jobs:read'])
  const lastUse = async () => apiKeySchema.parse(await (await api.call(`/v1/api-keys/${id}`)).json()).last_used_at
  await call('/v1/jobs')
  const first = await waitFor(lastUse, { describe: 'the use to be noted' })
  await Promise.all(Array.from({ length: 10 }, () => call('/v1/jobs')))
  expect(await lastUse()).toBe(first)
  await api.db.query(`UPDATE api_keys SET last_used_at = now() - interval '61 seconds' WHERE id = $1`, [id])
  const old = await lastUse()
  await call('/v1/jobs')
  await waitFor(async () => (await lastUse()) !== old, { describe: 'the use to be noted again' })
})
