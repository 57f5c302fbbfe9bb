import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { backoffMs } from './deadline.ts'
import { describeError, errorCode, QueueError } from './errors.ts'
import { type QueueOptions, resolveOptions } from './options.ts'
import { migrateSchema } from './postgres-schema.ts'
import type { QueueLogger } from './queue-logger.ts'

/** Wrong password, no such role or database: waiting does not help. */
const HOPELESS_CODES = new Set(['28P01', '28000', '3D000', '42501'])
const HOPELESS_REDIS = /WRONGPASS|NOAUTH|NOPERM/

const REACHABLE_WITHIN_MS = 60_000
const MAX_BACKOFF_MS = 2_000

/**
 * Waits for the queue's server, at most `timeoutMs` (60 s). On Postgres it then brings BullMQ's schema up to date;
 * on Redis it warns when the server may throw keys away. Runs at each start, before the first queue or worker.
 * @throws QueueError `queue_unavailable`: not reachable in time, or it refuses us; `queue_options_invalid`
 */
export async function prepareQueueBackend(options: QueueOptions & { timeoutMs?: number }): Promise<void> {
  const { backend, databaseUrl, redisUrl, logger } = resolveOptions(options)
  const prepare = backend === 'redis' ? () => checkRedis(redisUrl, logger) : () => migrateSchema(databaseUrl)
  const giveUpAt = performance.now() + (options.timeoutMs ?? REACHABLE_WITHIN_MS)
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await prepare()
    } catch (error) {
      const delayMs = backoffMs(attempt, MAX_BACKOFF_MS)
      if (isHopeless(error) || performance.now() + delayMs > giveUpAt)
        throw new QueueError('queue_unavailable', `the queue cannot be prepared: ${describeError(error)}`, error)
      logger.info({ backend, error: describeError(error) }, 'waiting for the queue backend')
      await sleep(delayMs)
    }
  }
}

const isHopeless = (error: unknown): boolean =>
  HOPELESS_CODES.has(errorCode(error) ?? '') || (error instanceof Error && HOPELESS_REDIS.test(error.message))

async function checkRedis(redisUrl: string, logger: QueueLogger): Promise<void> {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let lastError: unknown
  client.on('error', (error) => {
    lastError = error
  })
  try {
    await client.connect()
    const policy = /^maxmemory_policy:(\S+)/m.exec(await client.info('memory'))?.[1]
    if (policy !== undefined && policy !== 'noeviction')
      logger.warn({ policy }, 'Redis may evict queue keys: set maxmemory-policy to noeviction')
  } catch (error) {
    throw lastError ?? error
  } finally {
    client.disconnect()
  }
}
