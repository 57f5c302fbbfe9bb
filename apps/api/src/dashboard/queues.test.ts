import { problemSchema } from '@nemo-batch/contracts'
import { createWakeUpQueue } from '@nemo-batch/queue'
import { createLogger } from '@nemo-batch/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type GivenBrowser, givenBrowser } from '../testing/given-browser.ts'
import { givenKey } from '../testing/given-keys.ts'
import { API_KEY, type RunningApi, startTestApi } from '../testing/running-api.ts'

let api: RunningApi
let admin: GivenBrowser
beforeAll(async () => {
  api = await startTestApi()
  admin = await givenBrowser(api, API_KEY)
  const queue = await createWakeUpQueue({
    name: 'jobs',
    databaseUrl: api.db.pool.options.connectionString ?? '',
    logger: createLogger('queues-test', 'silent', false),
  })
  await queue.wake([{ jobId: 'job_1', wakeNumber: 1, delayMs: 60_000 }])
  await queue.close()
})
afterAll(() => api.stop())

const PAGE = { accept: 'text/html,*/*;q=0.8' }
const codeOf = async (answer: Response) => [answer.status, problemSchema.parse(await answer.json()).code]
const shownSchema = z.object({
  queues: z.array(
    z.looseObject({ name: z.string(), readOnlyMode: z.boolean(), counts: z.record(z.string(), z.number()) }),
  ),
})

it('shows raw queues to an administrator who is signed in, from its own files', async () => {
  for (const path of ['/queues', '/queues/', '/queues/queue/nemo-batch-jobs']) {
    const page = await admin.call(path, { headers: PAGE })
    expect([path, page.status]).toEqual([path, 200])
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; script-src 'self'; ")
    expect(policy).not.toMatch(/https?:/)
    const html = await page.text()
    expect(html).not.toMatch(/(href|src)="https?:/)
    for (const [, file = ''] of html.matchAll(/src="(static\/[^"]+)"/g))
      expect((await admin.call(`/queues/${file}`)).status).toBe(200)
  }
  const shown = shownSchema.parse(await (await admin.call('/queues/api/queues')).json())
  expect(shown.queues.map(({ name, readOnlyMode }) => [name, readOnlyMode])).toEqual([
    ['nemo-batch-jobs', true],
    ['nemo-batch-deliveries', true],
  ])
  expect(shown.queues[0]?.counts).toMatchObject({ delayed: 1 })
})

it('sends people to sign in, and refuses everybody else', async () => {
  const answer = await fetch(`${api.url}/queues`, { headers: PAGE, redirect: 'manual' })
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/sign-in?next=/queues'])
  expect(await codeOf(await fetch(`${api.url}/queues/api/queues`))).toEqual([401, 'unauthorized'])
  expect((await fetch(`${api.url}/queues/static/images/logo.svg`)).status).toBe(401)
  expect(await codeOf(await api.call('/queues/api/queues'))).toEqual([403, 'forbidden'])
  const reader = await givenBrowser(api, (await givenKey(api, ['jobs:read', 'jobs:write', 'webhooks'])).key)
  for (const path of ['/queues', '/queues/api/queues'])
    expect(await codeOf(await reader.call(path, { headers: PAGE }))).toEqual([403, 'forbidden'])
})

it('changes nothing, whatever it is asked', async () => {
  const queue = '/queues/api/queues/nemo-batch-jobs'
  for (const [method, path] of [
    ['PUT', `${queue}/pause`],
    ['PUT', `${queue}/empty`],
    ['PUT', `${queue}/obliterate`],
    ['POST', `${queue}/add`],
    ['PUT', `${queue}/job_1-1/clean`],
    ['PUT', '/queues/api/queues/pause'],
  ] as const)
    expect([path, (await admin.call(path, { method, headers: { 'sec-fetch-site': 'same-origin' } })).status]).toEqual([
      path,
      405,
    ])
  expect(await (await admin.call(`${queue}/nothing`)).text()).not.toMatch(/node_modules| at /)
  const shown = shownSchema.parse(await (await admin.call('/queues/api/queues')).json())
  expect(shown.queues[0]?.counts).toMatchObject({ delayed: 1 })
})
