import { systemSchema } from '@nemo-batch/contracts'
import { reportWorker, WORKER_SILENT_MS } from '@nemo-batch/database'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenKey } from '../../testing/given-keys.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
  await reportWorker(api.db, { id: 'worker_dead', version: '1.0.0' })
  await api.db.query(`UPDATE workers SET seen_at = now() - $1 * interval '1 ms'`, [WORKER_SILENT_MS + 1])
  await reportWorker(api.db, { id: 'worker_alive', version: '1.1.0' })
})
afterAll(() => api.stop())

it('tells administrators which workers are alive and which have died', async () => {
  const { workers } = systemSchema.parse(await (await api.call('/v1/system')).json())
  expect(workers).toMatchObject({
    alive: 1,
    list: [
      { id: 'worker_alive', version: '1.1.0', alive: true },
      { id: 'worker_dead', version: '1.0.0', alive: false },
    ],
  })
})

it('tells other keys how many are alive, and no more', async () => {
  const { call } = await givenKey(api, ['jobs:read', 'jobs:write', 'webhooks'])
  expect(systemSchema.parse(await (await call('/v1/system')).json()).workers).toEqual({ alive: 1, list: null })
})

it('tells since when the process runs, and for how long', async () => {
  const system = systemSchema.parse(await (await api.call('/v1/system')).json())
  const startedMs = Date.parse(system.started_at)
  expect(startedMs).toBeLessThanOrEqual(Date.now())
  expect(startedMs + system.uptime_seconds * 1_000).toBeLessThanOrEqual(Date.now())
  expect(system.node).toBe(process.versions.node)
})
