import { accountListSchema, fileSchema, problemSchema, systemSchema } from '@nemo-batch/contracts'
import { createSignedLinks } from '@nemo-batch/presenters'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { formOf, photo } from '../testing/photos.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'

let api: RunningApi
let now = new Date()
beforeAll(async () => {
  api = await startTestApi({ now: () => now })
})
afterAll(() => api.stop())

const operation = z.object({
  requestBody: z.object({ required: z.boolean(), content: z.record(z.string(), z.unknown()) }).optional(),
})
const descriptionSchema = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.object({ post: operation.optional() })),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})

const problemOf = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  return problemSchema.parse(await answer.json())
}

it.each([
  ['no key', {}],
  ['a wrong key', { authorization: 'Bearer nb_wrong' }],
  ['another scheme', { authorization: 'Basic bmI6bmI=' }],
])('refuses %s with 401, before anything else', async (_what, headers) => {
  for (const path of [
    '/v1/files',
    '/v1/batches',
    '/v1/jobs',
    '/v1/system',
    '/v1/accounts',
    '/v1/jobs/x/events',
    '/v1/webhook-endpoints',
  ]) {
    const answer = await fetch(new URL(path, api.url), { headers })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('Bearer')
    expect((await problemOf(answer)).code).toBe('unauthorized')
  }
})

it('answers 404 for what cannot be an id, is unknown or has no address', async () => {
  const unknown = '0'.repeat(26)
  const paths = [
    '/v1/jobs/x',
    '/v1/jobs/%00',
    `/v1/jobs/job_${unknown}`,
    `/v1/batches/batch_${unknown}/jobs`,
    '/v1/nothing',
  ]
  for (const path of [...paths, `/v1/jobs/${'x'.repeat(1_000)}`, `/v1/batches/job_${unknown}/events`]) {
    const answer = await api.call(path)
    expect([path, answer.status]).toEqual([path, 404])
    expect((await problemOf(answer)).code).toBe('not_found')
  }
})

it('answers 400 for an address that cannot be read', async () => {
  const answer = await api.call('/v1/jobs/%zz')
  expect([answer.status, (await problemOf(answer)).code]).toEqual([400, 'invalid_request'])
  expect(answer.headers.get('x-request-id')).toMatch(/^req_/)
})

it('answers 405 with the methods that are there', async () => {
  const answer = await api.call('/v1/batches', { method: 'DELETE' })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  expect((await problemOf(answer)).code).toBe('method_not_allowed')
})

it('answers 406 when JSON is not accepted, and takes wildcards', async () => {
  const answer = await api.call('/v1/batches', { headers: { accept: 'text/csv' } })
  expect([answer.status, (await problemOf(answer)).code]).toEqual([406, 'not_acceptable'])
  for (const accept of ['*/*', 'application/*;q=0.5', 'text/html, application/json'])
    expect((await api.call('/v1/batches', { headers: { accept } })).status).toBe(200)
})

it('keeps a sane request id and replaces any other', async () => {
  const idFor = async (given: string) =>
    (await api.call('/v1/system', { headers: { 'x-request-id': given } })).headers.get('x-request-id')
  expect(await idFor('order-7.a_b')).toBe('order-7.a_b')
  expect(await idFor('a b')).toMatch(/^req_/)
  expect(await idFor('x'.repeat(200))).toMatch(/^req_/)
  expect((await fetch(api.url)).headers.get('x-request-id')).toMatch(/^req_/)
})

it.each([
  ['limit=0', '/limit'],
  ['limit=1000', '/limit'],
  ['limit=1&limit=2', '/limit'],
  ['status=unknown', '/status'],
  ['colour=red', '/colour'],
])('names the bad parameter in ?%s', async (query, path) => {
  const answer = await api.call(`/v1/jobs?${query}`)
  expect(answer.status).toBe(422)
  expect((await problemOf(answer)).errors?.map((error) => error.path)).toEqual([path])
})

it('refuses a cursor that is not ours with 400', async () => {
  for (const path of ['/v1/jobs?cursor=abc', '/v1/batches?cursor=%00', '/v1/files?cursor=job_1']) {
    const answer = await api.call(path)
    expect([answer.status, (await problemOf(answer)).code]).toEqual([400, 'invalid_cursor'])
  }
})

it('opens a signed link without a key until it expires, and no other', async () => {
  const form = formOf(['file', await photo('coins.jpg')])
  const { id } = fileSchema.parse(await (await api.call('/v1/files', { method: 'POST', body: form })).json())
  const links = createSignedLinks({
    encryptionKey: Buffer.alloc(32, 7).toString('base64'),
    ttlHours: 1,
    publicUrl: () => api.url,
    now: () => now,
  })
  const link = links.sign(`/v1/files/${id}/content`)
  expect((await fetch(link)).status).toBe(200)
  expect((await fetch(link.split('?')[0] ?? '')).status).toBe(401)
  const codeOf = async (url: string) => {
    const answer = await fetch(url)
    return [answer.status, (await problemOf(answer)).code]
  }
  expect(await codeOf(link.replace(/expires=\d/, 'expires=9'))).toEqual([403, 'link_invalid'])
  expect(await codeOf(link.replace(id, `file_${'0'.repeat(26)}`))).toEqual([403, 'link_invalid'])
  expect(await codeOf(`${link.split('signature=')[0]}signature=AAAA`)).toEqual([403, 'link_invalid'])
  now = new Date(now.getTime() + 3_600_001)
  expect(await codeOf(link)).toEqual([403, 'link_expired'])
})

it('tells what it is made of, and its accounts without their secrets', async () => {
  const system = systemSchema.parse(await (await api.call('/v1/system')).json())
  expect(system).toMatchObject({
    sandbox: true,
    backends: { database: 'external', queue: 'postgres', storage: 'disk' },
    queues: [
      { name: 'jobs', waiting: 0 },
      { name: 'deliveries', waiting: 0 },
    ],
    workers: { alive: 0, list: [] },
    node: process.versions.node,
  })
  const answer = await (await api.call('/v1/accounts')).json()
  expect(accountListSchema.parse(answer).data).toHaveLength(1)
  expect(JSON.stringify(answer)).not.toMatch(/token|client/)
})

it('is alive and ready, and describes itself in OpenAPI 3.1 with every address', async () => {
  expect((await fetch(`${api.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200)
  const description = descriptionSchema.parse(await (await fetch(`${api.url}/openapi.json`)).json())
  expect(description.openapi).toMatch(/^3\.1/)
  expect(Object.keys(description.paths).sort()).toEqual([
    '/healthz',
    '/metrics',
    '/readyz',
    '/v1/accounts',
    '/v1/accounts/{id}',
    '/v1/accounts/{id}/refresh',
    '/v1/accounts/{id}/resume',
    '/v1/api-keys',
    '/v1/api-keys/{id}',
    '/v1/audit-log',
    '/v1/batches',
    '/v1/batches/{id}',
    '/v1/batches/{id}/cancel',
    '/v1/batches/{id}/close',
    '/v1/batches/{id}/events',
    '/v1/batches/{id}/job-rows',
    '/v1/batches/{id}/jobs',
    '/v1/batches/{id}/pause',
    '/v1/batches/{id}/results',
    '/v1/batches/{id}/resume',
    '/v1/batches/{id}/retry',
    '/v1/batches/{id}/stats',
    '/v1/changes',
    '/v1/error-groups',
    '/v1/files',
    '/v1/files/{id}',
    '/v1/files/{id}/content',
    '/v1/files/{id}/thumbnail',
    '/v1/jobs',
    '/v1/jobs/cancel',
    '/v1/jobs/retry',
    '/v1/jobs/{id}',
    '/v1/jobs/{id}/cancel',
    '/v1/jobs/{id}/events',
    '/v1/jobs/{id}/messages',
    '/v1/jobs/{id}/retry',
    '/v1/jobs/{id}/steps',
    '/v1/jobs/{id}/timeline',
    '/v1/jobs/{id}/video',
    '/v1/projects',
    '/v1/projects/{id}',
    '/v1/session',
    '/v1/stats',
    '/v1/system',
    '/v1/webhook-deliveries',
    '/v1/webhook-deliveries/{id}',
    '/v1/webhook-deliveries/{id}/redeliver',
    '/v1/webhook-endpoints',
    '/v1/webhook-endpoints/{id}',
    '/v1/webhook-endpoints/{id}/recover',
    '/v1/webhook-endpoints/{id}/rotate-secret',
    '/v1/webhook-endpoints/{id}/test',
  ])
  const text = JSON.stringify(description)
  for (const [, reference] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
    expect(description.components.schemas).toHaveProperty(reference ?? '')
  expect(Object.keys(description.paths['/v1/batches']?.post?.requestBody?.content ?? {})).toEqual([
    'application/json',
    'application/x-ndjson',
    'text/csv',
    'multipart/form-data',
  ])
  const retry = description.paths['/v1/batches/{id}/retry']?.post
  expect(retry?.requestBody?.required).toBe(false)
  expect(description.paths['/v1/jobs/{id}/cancel']?.post).not.toHaveProperty('requestBody')
  const docs = await fetch(`${api.url}/docs`)
  expect(docs.status).toBe(200)
  const page = await docs.text()
  expect(page).not.toMatch(/(src|href)="https?:/)
})

it('greets people with a page and programs with JSON', async () => {
  const page = await fetch(api.url, { headers: { accept: 'text/html' } })
  expect(await page.text()).toContain('/docs')
  expect(await (await fetch(api.url)).json()).toMatchObject({ name: 'nemo-batch', docs: '/docs' })
})
