import { setTimeout as sleep } from 'node:timers/promises'
import {
  createPostgresBackend,
  type Job,
  type JobProgress,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Worker,
  type WorkerOptions,
} from 'bullmq'
import { postgresQueueName } from './bull-queue.ts'
import { errorCode } from './errors.ts'
import type { ResolvedOptions } from './options.ts'
import { PoolLease } from './postgres-pool.ts'
import { isSchemaMissing } from './postgres-schema.ts'
import { createErrorLog } from './queue-logger.ts'
import { createWorkerClient } from './redis-client.ts'
import type { WakeUpPayload } from './wake-up.ts'

export type BullJob = Pick<Job<WakeUpPayload>, 'data' | 'moveToWait'>
/** BullMQ passes the signal only to a processor that declares three parameters. */
export type BullProcessor = (job: BullJob, token: string | undefined, signal: AbortSignal | undefined) => Promise<void>

/** A BullMQ worker and the means to cut it off. */
export type OpenWorker = {
  readonly worker: Pick<
    Worker<WakeUpPayload>,
    'cancelAllJobs' | 'close' | 'isRunning' | 'pause' | 'run' | 'waitUntilReady'
  >
  /** Resolves when the worker cannot go on as it is and has to be made anew. */
  readonly broken: Promise<void>
  destroy(): Promise<void>
}

const RETRY_DELAY_MS = 500
/** High enough that BullMQ never fails a wake-up for having met too many dying workers: our rows decide that. */
const MAX_STALLED_COUNT = 1_000_000

class RedisWorker extends Worker<WakeUpPayload, void> {
  protected override async moveToActive(token: string, name?: string): Promise<Job<WakeUpPayload, void>> {
    return retryCalmly(() => super.moveToActive(token, name))
  }
}

class PostgresWorker extends Worker<
  WakeUpPayload,
  void,
  string,
  PostgresQueueBackend,
  JobProgress,
  PostgresConnectionOptions
> {
  /** BullMQ would wait up to an hour for a notification once something is delayed; one can be lost. */
  override get maximumBlockTimeout(): number {
    return this.opts.drainDelay ?? 5
  }

  protected override async moveToActive(token: string, name?: string): Promise<Job<WakeUpPayload, void>> {
    return retryCalmly(() => super.moveToActive(token, name))
  }
}

/** BullMQ's loop asks again at once after any error but a refused connection, a hot loop while a server starts. */
async function retryCalmly<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    await sleep(RETRY_DELAY_MS)
    throw error
  }
}

const workerOptions = ({ timing }: ResolvedOptions, concurrency: number): Omit<WorkerOptions, 'connection'> => ({
  autorun: false,
  concurrency,
  lockDuration: timing.lockDurationMs,
  stalledInterval: timing.stalledIntervalMs,
  maxStalledCount: MAX_STALLED_COUNT,
  drainDelay: timing.pollIntervalMs / 1_000,
  // After a refused connection BullMQ waits 15 s by default, long after the server is back.
  runRetryDelay: RETRY_DELAY_MS,
})

/** Builds a worker that does not run yet. Its first contact with the server is `worker.waitUntilReady()`. */
export const openWorker = (
  options: ResolvedOptions,
  name: string,
  concurrency: number,
  process: BullProcessor,
): Promise<OpenWorker> =>
  options.backend === 'redis'
    ? openRedisWorker(options, name, concurrency, process)
    : openPostgresWorker(options, name, concurrency, process)

async function openRedisWorker(
  options: ResolvedOptions,
  name: string,
  concurrency: number,
  process: BullProcessor,
): Promise<OpenWorker> {
  const client = createWorkerClient(options.redisUrl)
  const worker = new RedisWorker(name, (job, token, signal) => process(job, token, signal), {
    ...workerOptions(options, concurrency),
    connection: client,
    prefix: options.prefix,
  })
  const broken = watch(worker, options, name)
  return { worker, broken, destroy: async () => client.destroyAll() }
}

async function openPostgresWorker(
  options: ResolvedOptions,
  name: string,
  concurrency: number,
  process: BullProcessor,
): Promise<OpenWorker> {
  const pool = new PoolLease(options)
  try {
    await pool.migrate(options.databaseUrl)
    const worker = new PostgresWorker(
      postgresQueueName(options, name),
      (job, token, signal) => process(job, token, signal),
      { ...workerOptions(options, concurrency), connection: pool },
      createPostgresBackend,
    )
    const broken = watch(worker, options, name).then(() => pool.forgetMigration())
    return { worker, broken, destroy: () => pool.release() }
  } catch (error) {
    await pool.release()
    throw error
  }
}

type Watched = {
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'lockRenewalFailed', listener: (jobIds: string[]) => void): unknown
  cancelJob(jobId: string, reason?: string): boolean
}

/** Logs errors, and aborts a run whose lock went to another worker. Resolves when the schema has been dropped. */
function watch(worker: Watched, { backend, logger }: ResolvedOptions, name: string): Promise<void> {
  const logError = createErrorLog(logger, { queue: name, backend })
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'the lock of this wake-up was lost')
  })
  return new Promise((resolve) => {
    worker.on('error', (error) => {
      logError(error)
      if (isSchemaMissing(errorCode(error))) resolve()
    })
  })
}
