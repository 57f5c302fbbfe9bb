import {
  admitJobs,
  createDatabase,
  ensureDefaultAccount,
  forgetWorker,
  type PendingWakeUp,
  reportWorker,
} from '@nemo-batch/database'
import { createNemoClient } from '@nemo-batch/nemo-client'
import { createWakeUpQueue, startWakeUpWorker } from '@nemo-batch/queue'
import {
  type Config,
  createSecretBox,
  type Logger,
  nemoEndpoint,
  newId,
  type Phase,
  runShutdown,
  skillPlatform,
  VERSION,
} from '@nemo-batch/runtime'
import { createStorage } from '@nemo-batch/storage'
import { checkUrl, createGuardedClient } from '@nemo-batch/webhooks'
import { createChangeNotifier } from './change-notifier.ts'
import { createAccountTokens } from './flow/account-token.ts'
import { createMediaShelf } from './flow/media-shelf.ts'
import { createRunner } from './flow/runner.ts'
import type { StageTools } from './flow/stage.ts'
import { STAGE_REGISTRY } from './stages/registry.ts'
import { startSweeps } from './sweeps/schedule.ts'

export type WorkerSettings = {
  readonly config: Config
  readonly databaseUrl: string
  /** 32 bytes, base64. */
  readonly encryptionKey: string
  /** Of the anonymous account; kept for ever. */
  readonly clientId: string
  readonly logger: Logger
  /** How long a silent worker keeps a job. */
  readonly leaseMs?: number
}

export type Worker = { stop(): Promise<string[]> }

/** Event streams are what holds a place here; everything else is short. */
const CONCURRENCY = 1_000
const LEASE_MS = 15_000

/** One worker process: takes wake-ups, runs stages, sweeps. Several may run side by side. */
export async function startWorker(settings: WorkerSettings): Promise<Worker> {
  const { config, logger, databaseUrl } = settings
  const db = createDatabase({
    url: databaseUrl,
    maxConnections: 20,
    applicationName: 'nemo-batch-worker',
    onError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  })
  const queueOptions = { name: 'jobs', databaseUrl, redisUrl: config.REDIS_URL, logger }
  const queue = await createWakeUpQueue(queueOptions)
  const secrets = createSecretBox(settings.encryptionKey)
  await db.transaction((tx) =>
    ensureDefaultAccount(tx, {
      kind: config.NEMO_TOKEN === undefined ? 'anonymous' : 'token',
      clientId: config.NEMO_TOKEN === undefined ? settings.clientId : null,
      tokenSealed: config.NEMO_TOKEN === undefined ? null : secrets.seal(config.NEMO_TOKEN),
      maxActiveJobs: config.NEMO_MAX_ACTIVE_JOBS,
    }),
  )
  const tools = createTools(settings, db)
  const notifier = createChangeNotifier(db, logger)
  const stopping = new AbortController()

  const wakeAll = async (wakeUps: readonly PendingWakeUp[]): Promise<void> => {
    if (wakeUps.length > 0) await queue.wake(wakeUps)
  }
  /** The row says when the job goes on; a wake-up that cannot be queued is left to the sweep. */
  const wakeOrLeave = (wakeUps: readonly PendingWakeUp[]): Promise<void> =>
    wakeAll(wakeUps).catch((error: unknown) => logger.warn({ err: error }, 'wake-ups not queued; the sweep will'))
  const runner = createRunner({
    db,
    tools,
    tokens: createAccountTokens({ db, nemo: tools.nemo, secrets }),
    stages: STAGE_REGISTRY,
    logger,
    random: Math.random,
    leaseMs: settings.leaseMs ?? LEASE_MS,
    wake: (wakeUp) => wakeOrLeave([wakeUp]),
    slotFreed: async (accountId) => {
      if (!stopping.signal.aborted) await wakeOrLeave(await admitJobs(db, accountId))
    },
    changed: notifier.changed,
  })
  const wakeUpWorker = await startWakeUpWorker({
    ...queueOptions,
    concurrency: CONCURRENCY,
    handle: (jobId) => runner.run(jobId, stopping.signal),
  })
  const workerId = newId('worker')
  const sweeps = startSweeps({
    db,
    logger,
    storage: tools.storage,
    wake: wakeAll,
    report: () => reportWorker(db, { id: workerId, version: VERSION }),
  })

  return {
    stop: () => {
      stopping.abort(new Error('the process stops'))
      const phases: Phase[] = [
        { name: 'sweeps', timeoutMs: 2_000, run: () => sweeps.stop() },
        { name: 'jobs', timeoutMs: 8_000, run: () => wakeUpWorker.close(7_000) },
        { name: 'queue', timeoutMs: 2_000, run: () => queue.close(1_500) },
        { name: 'provider', timeoutMs: 2_000, run: () => tools.nemo.close() },
        { name: 'farewell', timeoutMs: 1_000, run: () => forgetWorker(db, workerId) },
        { name: 'database', timeoutMs: 2_000, run: () => db.close() },
      ]
      notifier.close()
      return runShutdown(phases, logger)
    },
  }
}

function createTools(settings: WorkerSettings, db: ReturnType<typeof createDatabase>): StageTools {
  const { config } = settings
  const endpoint = nemoEndpoint(config)
  const storage = createStorage({
    dataDir: config.DATA_DIR,
    ...(config.STORAGE_URL === undefined ? {} : { storageUrl: config.STORAGE_URL }),
  })
  const guarded = createGuardedClient({ allowPrivateNetworks: config.ALLOW_PRIVATE_NETWORKS })
  return {
    nemo: createNemoClient({
      apiUrl: endpoint.apiUrl,
      webUrl: endpoint.webUrl,
      attribution: { source: 'nemo-batch', version: VERSION, platform: skillPlatform(config) },
      timeouts: { streamMs: config.NEMO_STREAM_TIMEOUT_MS, streamIdleMs: config.NEMO_STREAM_IDLE_TIMEOUT_MS },
    }),
    storage,
    shelf: createMediaShelf({ db, storage, guarded }),
    outputs: createGuardedClient({ allowPrivateNetworks: config.ALLOW_PRIVATE_NETWORKS || isPrivate(endpoint.apiUrl) }),
    config,
    clock: () => new Date(),
  }
}

/** A provider on a private address, such as the sandbox, serves its videos from one too. */
const isPrivate = (apiUrl: string): boolean => checkUrl(apiUrl, { allowPrivateNetworks: false }) !== null
