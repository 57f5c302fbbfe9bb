import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDatabase, type Database, openProject, type Row } from '@nemo-batch/database'
import { prepareQueueBackend } from '@nemo-batch/queue'
import { createLogger, newEncryptionKey, newId, parseConfig } from '@nemo-batch/runtime'
import { type CreateSandboxOptions, createSandbox, type Sandbox } from '@nemo-batch/sandbox'
import { createStorage, receiveMedia, storageKey } from '@nemo-batch/storage'
import {
  createTestDatabase,
  type SeedJob,
  seedBatch,
  startTestRedis,
  type TestDatabase,
  type TestRedisOptions,
  waitFor,
} from '@nemo-batch/testing'
import { startWorker, type Worker } from '../worker.ts'

const PHOTOS = path.resolve(import.meta.dirname, '../../../../examples/photos')
/** As long as a worker that is a process of its own may take on a machine that is busy with other tests. */
const START_TIMEOUT_MS = 60_000
const ENDED = ['completed', 'failed', 'canceled']

export type Pipeline = Awaited<ReturnType<typeof givenPipeline>>

/** Short waits everywhere, so that a test takes seconds where the provider's own times take minutes. */
const QUICK = {
  NEMO_RENDER_POLL_INTERVAL_MS: '100',
  NEMO_RENDER_MAX_POLLS: '300',
  NEMO_RECOVERY_FIRST_DELAY_MS: '200',
  NEMO_RECOVERY_DELAY_MS: '200',
  NEMO_SETTLE_DELAY_MS: '50',
  NEMO_RATE_LIMIT_DELAY_MS: '100',
  NEMO_BALANCE_CHECK_INTERVAL_MS: '300',
  NEMO_STREAM_IDLE_TIMEOUT_MS: '1500',
  NEMO_STREAM_TIMEOUT_MS: '20000',
  ALLOW_PRIVATE_NETWORKS: 'true',
}

export type PipelineOptions = {
  readonly backend?: 'postgres' | 'redis'
  readonly redis?: TestRedisOptions
  /** One that the test itself runs, migrated already, in place of a clone on the server of all tests. */
  readonly database?: TestDatabase
  readonly sandbox?: CreateSandboxOptions
  /** One that several pipelines use; it is left running. */
  readonly sharedSandbox?: Sandbox
  readonly env?: Readonly<Record<string, string>>
}

/** A database, a queue and the sandbox, all real, with the worker in this process once it is started. */
export async function givenPipeline(options: PipelineOptions = {}) {
  const server = options.database ?? (await createTestDatabase())
  const redis = options.backend === 'redis' ? await startTestRedis(options.redis) : null
  const dataDir = await mkdtemp(path.join(tmpdir(), 'nemo-pipeline-'))
  const sandbox: Sandbox = options.sharedSandbox ?? (await createSandbox({ profile: 'instant', ...options.sandbox }))
  const env: Record<string, string> = {
    ...QUICK,
    DATA_DIR: dataDir,
    DATABASE_URL: server.url,
    ENCRYPTION_KEY: newEncryptionKey(),
    NEMO_CLIENT_ID: crypto.randomUUID(),
    SANDBOX_URL: sandbox.url,
    LOG_LEVEL: 'silent',
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    ...options.env,
  }
  const config = parseConfig(env)
  await prepareQueueBackend({ databaseUrl: server.url, redisUrl: config.REDIS_URL })
  const db: Database = createDatabase({ url: server.url, maxConnections: 4 })
  const storage = createStorage({ dataDir })
  const workers: Worker[] = []

  const one = async <R extends Row>(text: string, ...values: unknown[]): Promise<R> => {
    const { rows } = await db.query<R>(text, values)
    if (rows[0] === undefined) throw new Error(`nothing found: ${text}`)
    return rows[0]
  }
  const job = (jobId: string) => one<Row>('SELECT * FROM jobs WHERE id = $1', jobId)

  return {
    db,
    env,
    sandbox,
    redis,
    storage,
    dataDir,
    job,
    one,
    async startWorker(changed: Readonly<Record<string, string>> = {}): Promise<Worker> {
      const worker = await startWorker({
        config: parseConfig({ ...env, ...changed }),
        databaseUrl: server.url,
        encryptionKey: env.ENCRYPTION_KEY ?? '',
        clientId: env.NEMO_CLIENT_ID ?? '',
        logger: createLogger('worker', env.LOG_LEVEL ?? 'silent', false),
        leaseMs: 3_000,
      })
      workers.push(worker)
      return worker
    },
    /** A photo of the examples as an uploaded file. */
    async photo(name: string): Promise<string> {
      const { staged, ...facts } = await receiveMedia(storage, createReadStream(path.join(PHOTOS, name)), {
        filename: name,
        maxBytes: 200 * 1024 * 1024,
      })
      const id = newId('file')
      const key = storageKey('media', id, new Date())
      await storage.commit(staged, key)
      const { sizeBytes, sha256 } = staged
      const kept = { sizeBytes, sha256, durationMs: null, purpose: 'media' as const, storageKey: key }
      await openProject(db, 'proj_default').transaction((tx) => tx.insertFile({ id, ...facts, ...kept }))
      return id
    },
    /** A batch on the worker's own account. The worker must have been started once. */
    async submit(jobs: readonly SeedJob[]) {
      const account = await waitFor(
        async () => (await db.query<Row>('SELECT id FROM accounts LIMIT 1')).rows[0] ?? null,
        { timeoutMs: START_TIMEOUT_MS, describe: 'the account, of the first start of a worker' },
      )
      return db.transaction((tx) => seedBatch(tx, account.id, jobs))
    },
    ended: (jobId: string, timeoutMs = 25_000): Promise<Row> =>
      waitFor(
        async () => {
          const row = await job(jobId)
          return ENDED.includes(row.status) ? row : null
        },
        { timeoutMs, describe: `${jobId} to end` },
      ),
    step: (jobId: string, index = 0) =>
      one<Row>('SELECT * FROM job_steps WHERE job_id = $1 AND step_index = $2', jobId, index),
    events: async (jobId: string): Promise<{ seq: number; type: string; data: Record<string, unknown> }[]> =>
      (await db.query<Row>('SELECT seq, type, data FROM events WHERE job_id = $1 ORDER BY seq', [jobId])).rows.map(
        ({ seq, type, data }) => ({ seq, type, data }),
      ),
    async close(): Promise<void> {
      for (const worker of workers) await worker.stop()
      if (options.sharedSandbox === undefined) await sandbox.close()
      await db.close()
      await redis?.stop()
      await server.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
