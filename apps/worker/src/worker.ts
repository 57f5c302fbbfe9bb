import {
  admitJobs,
  createDatabase,
  ensureDefaultAccount,
  forgetWorker,
  type PendingWakeUp,
  reportWorker,
  wantedAccount,
} from '@nemo-batch/database'
import { createWakeUpQueue, startWakeUpWorker } from '@nemo-batch/queue'
import { type Config, createSecretBox, type Logger, newId, type Phase, runShutdown, VERSION } from '@nemo-batch/runtime'
import { createStorage } from '@nemo-batch/storage'
import { createChangeNotifier } from './change-notifier.ts'
import { startDeliveries } from './deliveries/start-deliveries.ts'
import { createAccounts } from './flow/accounts.ts'
import { createJobStore } from './flow/job-store.ts'
import { createLeaseKeeper } from './flow/lease-keeper.ts'
import { createRunner } from './flow/runner.ts'
import { type Instruments, NO_INSTRUMENTS } from './instruments.ts'
import { createStageTools } from './stage-tools.ts'
import { STAGE_REGISTRY } from './stages/registry.ts'
import { checkAccounts } from './sweeps/accounts.ts'
import { createHealSweep } from './sweeps/heal.ts'
import { startSweeps } from './sweeps/schedule.ts'

export type WorkerSettings = {
  readonly config: Config
  readonly databaseUrl: string
  /** 32 bytes, base64. */
  readonly encryptionKey: string
  /** Of the anonymous account; kept for ever. */
  readonly clientId: string
  readonly logger: Logger
  /** How long a silent worker keeps a job, and an endpoint. */
  readonly leaseMs?: number
  /** For tests that crash it at a write or a call. */
  readonly instruments?: Instruments
}

export type Worker = { stop(): Promise<string[]> }

/** Event streams are what holds a place here; everything else is short. */
const CONCURRENCY = 1_000
const LEASE_MS = 10_000

/** One worker process: takes wake-ups, runs stages, sends webhooks, sweeps. Several may run side by side. */
export async function startWorker(settings: WorkerSettings): Promise<Worker> {
  const { config, logger, databaseUrl, instruments = NO_INSTRUMENTS } = settings
  const db = instruments.database(
    createDatabase({
      url: databaseUrl,
      maxConnections: 20,
      applicationName: 'nemo-batch-worker',
      onError: (error) => logger.warn({ err: error }, 'a database connection broke'),
    }),
  )
  const queueOptions = { name: 'jobs', databaseUrl, redisUrl: config.REDIS_URL, logger }
  const queue = instruments.queue(await createWakeUpQueue(queueOptions))
  const secrets = createSecretBox(settings.encryptionKey)
  const wanted = wantedAccount(
    { token: config.NEMO_TOKEN, clientId: settings.clientId, maxActiveJobs: config.NEMO_MAX_ACTIVE_JOBS },
    secrets,
  )
  await db.transaction((tx) => ensureDefaultAccount(tx, wanted))
  const storage = instruments.storage(
    createStorage({
      dataDir: config.DATA_DIR,
      ...(config.STORAGE_URL === undefined ? {} : { storageUrl: config.STORAGE_URL }),
    }),
  )
  const tools = createStageTools({ config, db, storage, instruments })
  const notifier = createChangeNotifier(db, logger)
  const letGo = new AbortController()
  const now = new AbortController()
  const leaseMs = settings.leaseMs ?? LEASE_MS

  const wakeAll = async (wakeUps: readonly PendingWakeUp[]): Promise<void> => {
    if (wakeUps.length > 0) await queue.wake(wakeUps)
  }
  /** The row says when the job goes on; a wake-up that cannot be queued is left to the sweep. */
  const wakeOrLeave = (wakeUps: readonly PendingWakeUp[]): Promise<void> =>
    wakeAll(wakeUps).catch((error: unknown) => logger.warn({ err: error }, 'wake-ups not queued; the sweep will'))
  const deliveries = await startDeliveries({
    ...{ config, databaseUrl, encryptionKey: settings.encryptionKey, logger, leaseMs, instruments },
    letGo: letGo.signal,
  })
  const accounts = createAccounts({ db, nemo: tools.nemo, secrets })
  const leases = createLeaseKeeper({ db, leaseMs, logger })
  const runner = createRunner({
    store: createJobStore(db, leaseMs),
    leases,
    tools,
    accounts,
    stages: STAGE_REGISTRY,
    logger,
    random: Math.random,
    stopping: { letGo: letGo.signal, now: now.signal },
    wake: (wakeUp) => wakeOrLeave([wakeUp]),
    slotFreed: async (accountId) => {
      if (!letGo.signal.aborted) await wakeOrLeave(await admitJobs(db, accountId))
    },
    changed: notifier.changed,
  })
  const wakeUpWorker = await startWakeUpWorker({
    ...queueOptions,
    concurrency: CONCURRENCY,
    handle: (jobId) => runner.run(jobId),
  })
  const workerId = newId('worker')
  const checkEveryMs = config.NEMO_BALANCE_CHECK_INTERVAL_MS
  const sweeps = startSweeps({
    logger,
    storage,
    heal: createHealSweep({ db, logger, leaseMs, wake: wakeAll }),
    checkAccounts: () => checkAccounts({ db, nemo: tools.nemo, accounts, logger, checkEveryMs }),
    atLeastEveryMs: Math.min(leaseMs / 3, checkEveryMs),
    report: () => reportWorker(db, { id: workerId, version: VERSION }),
  })

  const allIdle = (): Promise<unknown> => both(runner.idle(), deliveries.idle())

  return {
    stop: () => {
      const phases: Phase[] = [
        { name: 'sweeps', timeoutMs: 2_000, run: () => both(sweeps.stop(), deliveries.stopLooking()) },
        { name: 'wake-ups', timeoutMs: 1_000, run: () => both(wakeUpWorker.pause(), deliveries.pause()) },
        // short stages and deliveries come to their end; streams are let go of, and their jobs go on by recovery elsewhere
        // all in the time that `nemo-batch start` gives its worker, so that even a long upload ends in order
        { name: 'jobs', timeoutMs: 2_500, run: () => settle(letGo, allIdle) },
        { name: 'long stages', timeoutMs: 1_000, run: () => settle(now, allIdle) },
        {
          name: 'queue worker',
          timeoutMs: 3_000,
          run: () => both(wakeUpWorker.close(2_500), deliveries.closeWorker(2_500)),
        },
        { name: 'queue', timeoutMs: 2_000, run: () => both(queue.close(1_500), deliveries.closeQueue(1_500)) },
        { name: 'provider', timeoutMs: 2_000, run: () => tools.nemo.close() },
        { name: 'farewell', timeoutMs: 1_000, run: () => forgetWorker(db, workerId) },
        { name: 'database', timeoutMs: 2_000, run: () => both(db.close(), deliveries.closeConnections()) },
      ]
      notifier.close()
      return runShutdown(phases, logger).finally(() => leases.stop())
    },
  }
}

const both = (one: Promise<unknown>, other: Promise<unknown>): Promise<unknown> => Promise.all([one, other])

async function settle(stop: AbortController, idle: () => Promise<unknown>): Promise<void> {
  stop.abort(new Error('the process stops'))
  await idle()
}
