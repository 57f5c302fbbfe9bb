import { problemSchema } from '@nemo-batch/contracts'
import { createChangeFeed, createDatabase } from '@nemo-batch/database'
import { createWakeUpQueue } from '@nemo-batch/queue'
import { createLogger, newApiKey } from '@nemo-batch/runtime'
import { createStorage } from '@nemo-batch/storage'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApp } from '../../app.ts'
import { API_KEY } from '../../testing/running-api.ts'

/** Nobody listens there. */
const NOWHERE = 'postgres://nobody:hunter2@127.0.0.1:9/nothing'
const logger = createLogger('outage', 'silent', false)

let stop: () => Promise<void>
let url: string
beforeAll(async () => {
  const db = createDatabase({ url: NOWHERE })
  const queue = await createWakeUpQueue({ name: 'jobs', databaseUrl: NOWHERE, logger })
  const feed = createChangeFeed({ db, databaseUrl: NOWHERE, onError: () => undefined })
  const app = await buildApp({
    ...{ db, queue, deliveryQueue: queue, feed, logger },
    storage: createStorage({ dataDir: '/nonexistent' }),
    settings: {
      adminApiKey: API_KEY,
      encryptionKey: Buffer.alloc(32).toString('base64'),
      linkTtlHours: 1,
      publicUrl: () => url,
      now: () => new Date(),
      dashboardDir: '/nonexistent',
      maxJobsPerBatch: 10,
      maxActiveJobs: 8,
      rateLimitPerMinute: 1_000,
      trustProxy: [],
      allowPrivateNetworks: false,
      accountId: 'acct_none',
      nemo: { apiUrl: 'http://127.0.0.1:1', isSandbox: true },
      backends: { database: 'external', storage: 'disk' },
    },
  })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  stop = async () => {
    await app.close()
    await feed.close()
    await queue.close()
    await db.close()
  }
})
afterAll(() => stop())

it.each(['/readyz', '/v1/batches', '/v1/jobs', `/v1/jobs/job_${'0'.repeat(26)}/events`])(
  'answers 503 with Retry-After at %s while the database is down, and tells nothing of it',
  async (path) => {
    const answer = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${API_KEY}` } })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    const text = await answer.text()
    expect(problemSchema.parse(JSON.parse(text)).code).toBe('dependency_unavailable')
    expect(text).not.toMatch(/hunter2|nobody|127\.0\.0\.1|stack| at /)
  },
)

it('answers 503 to a key that it would have to look up, and 401 as ever to one that cannot be any', async () => {
  const statusWith = async (key: string): Promise<number> =>
    (await fetch(new URL('/v1/jobs', url), { headers: { authorization: `Bearer ${key}` } })).status
  expect(await statusWith(newApiKey())).toBe(503)
  expect(await statusWith(`${newApiKey()}0`)).toBe(401)
})

it('says that it is alive all the while', async () => {
  expect((await fetch(new URL('/healthz', url))).status).toBe(200)
})

it('goes on showing figures of itself, and that the database is away', async () => {
  const answer = await fetch(new URL('/metrics', url))
  expect(answer.status).toBe(200)
  const text = await answer.text()
  expect(text).toContain('nemo_batch_database_up 0')
  expect(text).toContain('nemo_batch_queue_up 0')
  expect(text).not.toContain('nemo_batch_jobs{')
  expect(text).not.toContain('nemo_batch_webhook_endpoints{')
})
