import { QueueError } from './errors.ts'
import { type QueueLogger, silentLogger } from './queue-logger.ts'

export type QueueBackend = 'postgres' | 'redis'

/** How long things take. The defaults are for production; tests shorten them. */
export type QueueTiming = {
  /** A worker that does not renew a wake-up for so long is taken for dead. */
  readonly lockDurationMs: number
  /** Between two looks for dead workers. A wake-up comes back at the second look after its lock ran out. */
  readonly stalledIntervalMs: number
  /** An idle worker asks again after so long, whatever became of its notification. */
  readonly pollIntervalMs: number
}

export type QueueOptions = {
  readonly databaseUrl: string
  /** Set: Redis carries the wake-ups. Unset: tables of the schema `bullmq` in the database do. */
  readonly redisUrl?: string | undefined
  /** Keeps the queues of several installations on one server apart. */
  readonly prefix?: string
  readonly logger?: QueueLogger
  /** Connections to Postgres that all queues of this process share, 10 by default; each worker pins one. */
  readonly maxConnections?: number
  readonly timing?: Partial<QueueTiming>
}

export type ResolvedOptions = {
  readonly backend: QueueBackend
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly prefix: string
  readonly logger: QueueLogger
  readonly maxConnections: number
  readonly timing: QueueTiming
}

const DEFAULT_PREFIX = 'nemo-batch'
const DEFAULT_TIMING: QueueTiming = { lockDurationMs: 60_000, stalledIntervalMs: 20_000, pollIntervalMs: 5_000 }
const NAME = /^[a-z][a-z0-9-]{0,39}$/

/** @throws QueueError `queue_options_invalid` */
export function resolveOptions(options: QueueOptions): ResolvedOptions {
  const prefix = requireName('prefix', options.prefix ?? DEFAULT_PREFIX)
  const maxConnections = options.maxConnections ?? 10
  if (!Number.isSafeInteger(maxConnections) || maxConnections < 2)
    throw new QueueError('queue_options_invalid', 'maxConnections must be a whole number of at least 2')
  return {
    backend: options.redisUrl === undefined ? 'postgres' : 'redis',
    databaseUrl: options.databaseUrl,
    redisUrl: options.redisUrl ?? '',
    prefix,
    logger: options.logger ?? silentLogger,
    maxConnections,
    timing: { ...DEFAULT_TIMING, ...options.timing },
  }
}

/** Names become part of Redis keys, table rows and connection names. @throws QueueError `queue_options_invalid` */
export function requireName(what: string, name: string): string {
  if (NAME.test(name)) return name
  throw new QueueError('queue_options_invalid', `${what} must be 1 to 40 of a-z, 0-9 and -, beginning with a letter`)
}
