import { fileSchema, problemSchema, SCOPES } from '@nemo-batch/contracts'
import { newApiKey } from '@nemo-batch/runtime'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type DescribedRoute, describedRoutes } from '../testing/described-routes.ts'
import { givenKey, givenProject } from '../testing/given-keys.ts'
import { givenDelivery, givenEndpoint, HOOK } from '../testing/given-webhooks.ts'
import { formOf, photo } from '../testing/photos.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'

let api: RunningApi
let routes: DescribedRoute[]
/** An object of each kind of address; those of the default project come first. */
let samples: Readonly<Record<string, string>>
const OF_A_PROJECT = ['batches', 'jobs', 'files', 'webhook-endpoints', 'webhook-deliveries']

beforeAll(async () => {
  api = await startTestApi({ trustProxy: ['127.0.0.1'] })
  routes = await describedRoutes(api)
  const account = await seedAccount(api.db)
  const { batchId, jobIds } = await seedBatch(api.db, account, [{}])
  const form = formOf(['file', await photo('coins.jpg')])
  const file = fileSchema.parse(await (await api.call('/v1/files', { method: 'POST', body: form })).json())
  const key = await givenKey(api, ['jobs:read'])
  const endpoint = await givenEndpoint(api)
  const project = await givenProject(api)
  samples = {
    batches: batchId,
    jobs: jobIds[0] ?? '',
    files: file.id,
    'webhook-endpoints': endpoint.id,
    'webhook-deliveries': (await givenDelivery(api, endpoint.id)).id,
    accounts: account,
    'api-keys': key.id,
    projects: project,
  }
})
afterAll(() => api.stop())

const resourceOf = (path: string): string => path.split('/')[2] ?? ''

function addressOf({ name, path }: DescribedRoute): string {
  const sample = samples[resourceOf(path)]
  if (path.includes('{') && sample === undefined) throw new Error(`${name} needs an object to be tried with`)
  return path.replace('{id}', sample ?? '')
}

let calls = 0
/** Each from another address, so that wrong keys are not too many from one. */
function attempt(route: DescribedRoute, headers: Record<string, string>, method = route.method): Promise<Response> {
  calls += 1
  const from = `10.0.${calls >> 8}.${calls & 255}`
  return fetch(new URL(addressOf(route), api.url), {
    method,
    redirect: 'manual',
    headers: { 'x-forwarded-for': from, ...headers },
  })
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

const variantsOf = (route: DescribedRoute): { method: string; headers: Record<string, string> }[] => [
  { method: route.method, headers: {} },
  ...(route.method === 'GET' ? [{ method: 'HEAD', headers: {} }] : []),
  ...(route.offersJsonToo ? [{ method: 'GET', headers: { accept: 'application/json' } }] : []),
]

it('opens no route to a key that is missing, mistyped, unknown or revoked, whatever the method', async () => {
  const revoked = await givenKey(api, ['admin'])
  expect((await api.call(`/v1/api-keys/${revoked.id}`, { method: 'DELETE' })).status).toBe(204)
  const mistyped = revoked.key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
  const keys = [{}, { authorization: 'Basic bmI6bmI=' }, bearer('nb_x'), bearer(mistyped), bearer(newApiKey())]
  expect(routes.length).toBeGreaterThan(30)
  for (const route of routes)
    for (const { method, headers } of variantsOf(route))
      for (const key of [...keys, bearer(revoked.key)]) {
        const answer = await attempt(route, { ...headers, ...key }, method)
        expect([route.name, method, answer.status]).toEqual([route.name, method, 401])
        expect(answer.headers.get('www-authenticate')).toContain('Bearer')
        if (method !== 'HEAD') expect(problemSchema.parse(await answer.json()).code).toBe('unauthorized')
      }
})

it('hides the objects of one project from the keys of every other, at every address, as if they did not exist', async () => {
  const stranger = await givenKey(api, ['jobs:read', 'jobs:write', 'webhooks', 'admin'], await givenProject(api))
  const ofProjects = routes.filter(({ path }) => OF_A_PROJECT.includes(resourceOf(path)) && path.includes('{id}'))
  for (const path of OF_A_PROJECT) expect((await api.call(`/v1/${path}/${samples[path]}`)).status).toBe(200)
  for (const route of ofProjects)
    for (const { method, headers } of variantsOf(route)) {
      const body = route.needsBody ? { body: JSON.stringify(bodyFor(route)) } : {}
      const answer = await stranger.call(addressOf(route), {
        method,
        ...body,
        headers: { ...headers, ...(route.needsBody ? { 'content-type': 'application/json' } : {}) },
      })
      expect([route.name, method, answer.status]).toEqual([route.name, method, 404])
    }
  for (const path of OF_A_PROJECT)
    expect(await (await stranger.call(`/v1/${path}`)).json()).toMatchObject({ data: [], has_more: false })
})

/** A body that would be taken. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /v1/batches/{id}/jobs': [{ media: ['https://shop.example/1.jpg'], instruction: 'make a 5-second video' }],
  'POST /v1/jobs/{id}/messages': { text: 'add a title' },
  'POST /v1/jobs/{id}/steps': { instruction: 'add a title' },
  'PATCH /v1/webhook-endpoints/{id}': { url: HOOK },
  'POST /v1/webhook-endpoints/{id}/recover': { since: '2026-11-01T00:00:00Z' },
}

function bodyFor({ name }: DescribedRoute): unknown {
  const body = BODIES[name]
  if (body === undefined) throw new Error(`${name} needs a body to be tried with`)
  return body
}

it('asks the database nothing about a mistyped key', async () => {
  const query = vi.spyOn(api.db, 'query')
  await api.call('/v1/jobs', { headers: bearer(newApiKey().replace(/.$/, '~')) })
  const asked = query.mock.calls.filter(([sql]) => !sql.includes('request_counts'))
  query.mockRestore()
  expect(asked).toEqual([])
})

// Last: it uses the objects up.
it('opens a route to the keys that have its scope, or `admin`, and to no other', async () => {
  const keys = await Promise.all(SCOPES.map(async (scope) => ({ scope, ...(await givenKey(api, [scope])) })))
  for (const route of routes)
    for (const { scope, key } of keys) {
      const isAllowed = route.scope === null || route.scope === scope || scope === 'admin'
      const answer = await attempt(route, { accept: 'application/json, */*;q=0.1', ...bearer(key) })
      await answer.body?.cancel()
      expect([route.name, scope, answer.status === 403]).toEqual([route.name, scope, !isAllowed])
      expect(answer.status).not.toBe(401)
    }
})
