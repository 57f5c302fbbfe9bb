import { mkdtemp, readdir, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createChangeFeed, createDatabase, type Database } from '@nemo-batch/database'
import { createWakeUpQueue } from '@nemo-batch/queue'
import { createLogger } from '@nemo-batch/runtime'
import { createStorage } from '@nemo-batch/storage'
import { createTestDatabase, seedAccount, watchAnswers } from '@nemo-batch/testing'
import { buildApp } from '../app.ts'
import type { ApiSettings } from '../deps.ts'

export const API_KEY = 'nb_test_0123456789abcdef'

export type RunningApi = {
  readonly url: string
  readonly server: Server
  readonly db: Database
  readonly dataDir: string
  /** With the key, unless the headers say otherwise. */
  call(path: string, init?: RequestInit): Promise<Response>
  /** A POST of JSON. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Everything that lies on disk, staged or kept. */
  filesOnDisk(): Promise<string[]>
  /** How many rows a creating request can leave behind. */
  countRows(): Promise<Record<string, number>>
  stop(): Promise<void>
}

const TABLES = ['files', 'batches', 'jobs', 'job_steps', 'job_media', 'events', 'webhook_endpoints', 'idempotency_keys']

/**
 * The whole API on a real port, a real database and the queue on it, unless that is elsewhere. No worker: nothing moves
 * by itself. With `databaseUrl`, on somebody else's database, which stays. Every answer that a test gets from it is held against its OpenAPI document.
 */
export async function startTestApi(
  settings: Partial<ApiSettings> = {},
  { queueUrl, databaseUrl }: { readonly queueUrl?: string; readonly databaseUrl?: string } = {},
): Promise<RunningApi> {
  const database =
    databaseUrl === undefined ? await createTestDatabase() : { url: databaseUrl, drop: () => Promise.resolve() }
  const dataDir = await mkdtemp(path.join(tmpdir(), 'nemo-batch-api-'))
  const logger = createLogger('api-test', 'silent', false)
  const onError = (error: Error): void => logger.warn({ err: error }, 'connection')
  const db = createDatabase({ url: database.url, onError })
  const openQueue = (name: string) => createWakeUpQueue({ name, databaseUrl: queueUrl ?? database.url, logger })
  const [queue, deliveryQueue] = [await openQueue('jobs'), await openQueue('deliveries')]
  const feed = createChangeFeed({ db, databaseUrl: database.url, onError })
  let url = ''
  const app = await buildApp({
    ...{ db, queue, deliveryQueue, feed, logger },
    storage: createStorage({ dataDir }),
    settings: {
      adminApiKey: API_KEY,
      encryptionKey: Buffer.alloc(32, 7).toString('base64'),
      linkTtlHours: 1,
      publicUrl: () => url,
      now: () => new Date(),
      dashboardDir: '/nonexistent',
      maxJobsPerBatch: 10_000,
      maxActiveJobs: 8,
      rateLimitPerMinute: 1_000_000,
      trustProxy: [],
      allowPrivateNetworks: false,
      accountId: await seedAccount(db),
      nemo: { apiUrl: 'http://127.0.0.1:1', isSandbox: true },
      backends: { database: 'external', storage: 'disk' },
      ...settings,
    },
  })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  const answers = await watchAnswers(url)
  const call: RunningApi['call'] = (to, init = {}) =>
    fetch(new URL(to, url), {
      redirect: 'manual',
      ...init,
      headers: { authorization: `Bearer ${API_KEY}`, ...init.headers },
    })
  return {
    url,
    server: app.server,
    db,
    dataDir,
    call,
    post: (to, body, headers = {}) =>
      call(to, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    filesOnDisk: async () =>
      (await readdir(dataDir, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name)),
    countRows: async () => {
      const counts: Record<string, number> = {}
      for (const table of TABLES) {
        const { rows } = await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)
        counts[table] = rows[0]?.count ?? 0
      }
      return counts
    },
    stop: async () => {
      await app.close()
      await feed.close()
      await Promise.all([queue.close(), deliveryQueue.close()])
      await db.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
      answers.stop()
    },
  }
}
