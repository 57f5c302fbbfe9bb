import { batchSchema } from '@nemo-batch/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formOf, photo } from '../testing/photos.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'
import { LINE } from './requests.fixture.ts'

let api: RunningApi
let id: string
let fileId: string
beforeAll(async () => {
  api = await startTestApi()
  id = batchSchema.parse(await (await api.post('/v1/batches', `{"jobs":[${LINE}]}`)).json()).id
  const form = formOf(['file', await photo('coins.jpg')])
  fileId = JSON.parse(await (await api.call('/v1/files', { method: 'POST', body: form })).text()).id
})
afterAll(() => api.stop())

it('answers HEAD wherever it answers GET, with the same status and without a body', async () => {
  const description = JSON.parse(await (await api.call('/openapi.json')).text())
  const addresses = Object.entries<object>(description.paths).filter(([, methods]) => 'get' in methods)
  expect(addresses.length).toBeGreaterThan(15)
  for (const [template] of addresses) {
    const path = template.replace('{id}', template.startsWith('/v1/batches') ? id : fileId)
    const head = await api.call(path, { method: 'HEAD' })
    const got = await api.call(path, { headers: { accept: 'application/json, */*;q=0.5' } })
    expect([path, head.status]).toEqual([path, got.status])
    expect(await head.text()).toBe('')
    await got.body?.cancel()
  }
})

it('tells the methods of an address to OPTIONS, and opens it to no other site', async () => {
  const answer = await api.call(`/v1/batches/${id}`, {
    method: 'OPTIONS',
    headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' },
  })
  expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, HEAD'])
  const got = await api.call(`/v1/batches/${id}`, { headers: { origin: 'https://elsewhere.example' } })
  for (const { headers } of [answer, got])
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
})

it.each([
  ['a slash at the end', (path: string) => `${path}/`],
  ['an id that is percent-encoded', (path: string) => path.replaceAll('_', '%5F')],
  ['a query that nobody asked for', (path: string) => `${path}?utm_source=x`],
])('finds a thing under %s', async (_what, change) => {
  const answer = await api.call(change(`/v1/batches/${id}`))
  expect(batchSchema.parse(await answer.json()).id).toBe(id)
})

it('keeps answers out of caches, but for bytes of files, which are private', async () => {
  const cacheControl = async (path: string, init?: RequestInit) =>
    (await api.call(path, init)).headers.get('cache-control')
  for (const path of ['/v1/batches', `/v1/batches/${id}`, '/v1/nothing', '/healthz', '/v1/jobs/%zz'])
    expect([path, await cacheControl(path)]).toEqual([path, 'no-store'])
  expect(await cacheControl(`/v1/files/${fileId}/content`)).toContain('private')
})

it('lets no browser guess, frame or run what it gets', async () => {
  const { headers } = await api.call('/v1/batches')
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'self'"),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer',
  })
  expect(headers.has('x-powered-by')).toBe(false)
})

it('shows its documentation without anything from elsewhere', async () => {
  const page = await api.call('/docs')
  expect(await page.text()).not.toMatch(/(src|href)="(https?:)?\/\//)
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'/)
})
