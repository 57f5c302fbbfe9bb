import { createDatabase } from '@nemo-batch/database'
import { createWakeUpQueue, startWakeUpWorker, type WakeUp } from '@nemo-batch/queue'
import { type Config, createSecretBox, type Logger } from '@nemo-batch/runtime'
import { createGuardedClient } from '@nemo-batch/webhooks'
import type { Instruments } from '../instruments.ts'
import { createDeliverySweep } from '../sweeps/deliveries.ts'
import { every } from '../sweeps/schedule.ts'
import { hearAnnouncements } from './announcements.ts'
import { createDeliverer } from './deliverer.ts'
import { createSender } from './send-attempt.ts'

export type DeliveriesSettings = {
  readonly config: Config
  readonly databaseUrl: string
  /** 32 bytes, base64. */
  readonly encryptionKey: string
  readonly logger: Logger
  /** How long a silent process keeps an endpoint to itself. */
  readonly leaseMs: number
  /** Begin nothing more; what is underway has a moment to end. */
  readonly letGo: AbortSignal
  readonly instruments: Pick<Instruments, 'database' | 'queue'>
  /** By which deliveries are signed and endpoints judged; the system's when not given. */
  readonly now?: () => Date
}

/** The steps of its end, in their order. */
export type Deliveries = {
  /** Looks for nothing any more. */
  stopLooking(): Promise<void>
  /** Takes no more wake-ups. */
  pause(): Promise<void>
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>
  closeWorker(deadlineMs: number): Promise<void>
  closeQueue(deadlineMs: number): Promise<void>
  closeConnections(): Promise<void>
}

/** Endpoints to which one process sends at the same time. */
const CONCURRENCY = 500
/** Of their own, so that a flood of webhooks never keeps jobs waiting. */
const DATABASE_CONNECTIONS = 6
const QUEUE_CONNECTIONS = 4
const SWEEP_INTERVAL_MS = 2_000
/** Most receivers answer within it. What is broken off then is sent again, under the same id. */
const LAST_ANSWERS_MS = 1_500

/** The part of a worker process that sends webhooks. */
export async function startDeliveries(settings: DeliveriesSettings): Promise<Deliveries> {
  const { config, databaseUrl, encryptionKey, leaseMs, letGo, instruments } = settings
  const logger = settings.logger.child({ part: 'deliveries' })
  const now = settings.now ?? (() => new Date())
  const db = instruments.database(
    createDatabase({
      url: databaseUrl,
      maxConnections: DATABASE_CONNECTIONS,
      applicationName: 'nemo-batch-deliveries',
      onError: (error) => logger.warn({ err: error }, 'a database connection broke'),
    }),
  )
  const queueOptions = {
    ...{ name: 'deliveries', databaseUrl, redisUrl: config.REDIS_URL, logger },
    maxConnections: QUEUE_CONNECTIONS,
  }
  const queue = instruments.queue(await createWakeUpQueue(queueOptions))
  const wake = (wakeUps: readonly WakeUp[]): Promise<void> =>
    queue.wake(wakeUps).catch((error: unknown) => logger.warn({ err: error }, 'wake-ups not queued; the sweep will'))
  const client = createGuardedClient({ allowPrivateNetworks: config.ALLOW_PRIVATE_NETWORKS })
  const sender = createSender({
    client,
    secrets: createSecretBox(encryptionKey),
    encryptionKey,
    linkTtlHours: config.LINK_TTL_HOURS,
    ownPublicUrl: config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`,
    timeoutMs: config.WEBHOOK_TIMEOUT_MS,
    now,
    stop: momentAfter(letGo),
    logger,
  })
  const deliverer = createDeliverer({
    ...{ db, sender, logger, leaseMs, wake, now },
    scheduleMs: config.WEBHOOK_RETRY_SCHEDULE,
    random: Math.random,
    letGo,
  })
  const worker = await startWakeUpWorker({ ...queueOptions, concurrency: CONCURRENCY, handle: deliverer.run })
  const sweep = createDeliverySweep({ db, logger, leaseMs, wake, now })
  const sweeping = every(Math.min(SWEEP_INTERVAL_MS, leaseMs / 3), logger, sweep.run)
  const announcements = hearAnnouncements({
    ...{ databaseUrl, logger, wake, now },
    noticed: deliverer.noticed,
    lookForOverdue: sweep.wakeAll,
  })

  return {
    stopLooking: async () => void (await Promise.all([announcements.close(), sweeping.stop()])),
    pause: () => worker.pause(),
    idle: deliverer.idle,
    closeWorker: (deadlineMs) => worker.close(deadlineMs),
    closeQueue: (deadlineMs) => queue.close(deadlineMs),
    closeConnections: async () => void (await Promise.all([client.close(), db.close()])),
  }
}

function momentAfter(signal: AbortSignal): AbortSignal {
  const later = new AbortController()
  const end = (): void => later.abort(signal.reason)
  signal.addEventListener('abort', () => setTimeout(end, LAST_ANSWERS_MS).unref(), { once: true })
  return later.signal
}
