import { realpath } from 'node:fs/promises'
import path from 'node:path'
import {
  createChangeFeed,
  createDatabase,
  type Database,
  ensureDefaultAccount,
  saveFact,
  wantedAccount,
} from '@nemo-batch/database'
import { createWakeUpQueue, type WakeUpQueue } from '@nemo-batch/queue'
import { type Config, createSecretBox, type Logger, nemoEndpoint, type Phase, runShutdown } from '@nemo-batch/runtime'
import { createStorage } from '@nemo-batch/storage'
import { buildApp } from './app.ts'

const DASHBOARD_DIR = path.resolve(import.meta.dirname, '../../dashboard/dist')

export type ApiProcess = {
  /** Where it listens. */
  readonly address: string
  /** @returns the names of the phases that did not end well */
  stop(): Promise<string[]>
}

export type ApiProcessSettings = {
  readonly config: Config
  readonly databaseUrl: string
  readonly adminApiKey: string
  /** 32 bytes, base64. */
  readonly encryptionKey: string
  /** Of the anonymous account; kept for ever. */
  readonly clientId: string
  readonly logger: Logger
}

/** One API process: connects to what it stands on, and listens. */
export async function startApi(settings: ApiProcessSettings): Promise<ApiProcess> {
  const { config, databaseUrl, logger } = settings
  const onError = (error: Error): void => logger.warn({ err: error }, 'a database connection broke')
  const db = createDatabase({ url: databaseUrl, maxConnections: 15, applicationName: 'nemo-batch-api', onError })
  const openQueue = (name: string): Promise<WakeUpQueue> =>
    createWakeUpQueue({ name, databaseUrl, redisUrl: config.REDIS_URL, logger })
  const queue = await openQueue('jobs')
  const deliveryQueue = await openQueue('deliveries')
  const feed = createChangeFeed({ db, databaseUrl, onError })
  const account = await ensureAccount(db, settings)
  let publicUrl = config.PUBLIC_URL ?? ''
  const app = await buildApp({
    ...{ db, queue, deliveryQueue, feed, logger },
    storage: createStorage({
      dataDir: config.DATA_DIR,
      ...(config.STORAGE_URL === undefined ? {} : { storageUrl: config.STORAGE_URL }),
    }),
    settings: {
      adminApiKey: settings.adminApiKey,
      encryptionKey: settings.encryptionKey,
      linkTtlHours: config.LINK_TTL_HOURS,
      publicUrl: () => publicUrl,
      now: () => new Date(),
      dashboardDir: DASHBOARD_DIR,
      maxJobsPerBatch: config.MAX_JOBS_PER_BATCH,
      maxActiveJobs: config.NEMO_MAX_ACTIVE_JOBS,
      rateLimitPerMinute: config.API_RATE_LIMIT_PER_MINUTE,
      trustProxy: config.TRUST_PROXY,
      allowPrivateNetworks: config.ALLOW_PRIVATE_NETWORKS,
      accountId: account.id,
      nemo: nemoEndpoint(config),
      backends: {
        database: await databaseKind(db, config.DATA_DIR),
        storage: config.STORAGE_URL === undefined ? 'disk' : 's3',
      },
    },
  })
  const address = await app.listen({ host: config.HOST, port: config.PORT })
  publicUrl = withoutSlash(config.PUBLIC_URL ?? callable(address))
  // webhooks hold links as well, and the workers that send them know neither host nor port
  await saveFact(db, 'public_url', publicUrl)
  return {
    address,
    stop: () => {
      const phases: Phase[] = [
        { name: 'requests', timeoutMs: 1_500, run: () => app.close() },
        { name: 'change feed', timeoutMs: 500, run: () => feed.close() },
        { name: 'queue', timeoutMs: 1_000, run: () => closeAll([queue, deliveryQueue]) },
        { name: 'database', timeoutMs: 1_000, run: () => db.close() },
      ]
      return runShutdown(phases, logger)
    },
  }
}

const closeAll = (queues: readonly WakeUpQueue[]): Promise<unknown> =>
  Promise.all(queues.map((queue) => queue.close(700)))

function ensureAccount(db: Database, { config, clientId, encryptionKey }: ApiProcessSettings) {
  const wanted = wantedAccount(
    { token: config.NEMO_TOKEN, clientId, maxActiveJobs: config.NEMO_MAX_ACTIVE_JOBS },
    createSecretBox(encryptionKey),
  )
  return db.transaction((tx) => ensureDefaultAccount(tx, wanted))
}

/** Embedded when the server's own folder is ours; an external one does not even tell. */
async function databaseKind(db: Database, dataDir: string): Promise<'embedded' | 'external'> {
  const { rows } = await db.query<{ folder: string }>(
    `SELECT setting AS folder FROM pg_settings WHERE name = 'data_directory'`,
  )
  const folder = rows[0]?.folder ?? ''
  // `elsewhere` leads to where a cluster lives that must not run inside of ours.
  const places = await Promise.all(
    [dataDir, path.join(dataDir, 'elsewhere')].map((place) => realpath(place).catch(() => null)),
  )
  return places.some((place) => place !== null && folder.startsWith(`${place}${path.sep}`)) ? 'embedded' : 'external'
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** A wildcard is not an address to call. */
const callable = (address: string): string =>
  address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
