import { Redis, type RedisOptions } from 'ioredis'
import { settlesWithin } from './deadline.ts'

const CONNECT_TIMEOUT_MS = 5_000
/** Longer than the heartbeat's, which finds out first and reconnects. */
const COMMAND_TIMEOUT_MS = 8_500
const HEARTBEAT_INTERVAL_MS = 10_000
const HEARTBEAT_TIMEOUT_MS = 8_000

const shared: RedisOptions = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), 2_000),
  // After a failover the old primary answers READONLY on connections that stay open.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
}

/**
 * A client that remembers the duplicates BullMQ makes of it for blocking reads, so that all of them can be cut off:
 * BullMQ's own `close` waits for ever when the server is away. It also reconnects when its peer has vanished without
 * a word, which TCP alone notices after a quarter of an hour. (BullMQ watches over the duplicates; the socket timeout
 * of ioredis leaves a timer behind that holds the process.)
 */
export class QueueRedis extends Redis {
  readonly #duplicates = new Set<Redis>()
  readonly #heartbeat: NodeJS.Timeout

  constructor(url: string, options: RedisOptions) {
    super(url, options)
    // ioredis prints to the console when nobody listens; the errors themselves reach us through BullMQ.
    this.on('error', () => undefined)
    this.#heartbeat = setInterval(() => void this.#checkPeer(), HEARTBEAT_INTERVAL_MS).unref()
  }

  override duplicate(override?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate(override)
    copy.on('error', () => undefined)
    this.#duplicates.add(copy)
    return copy
  }

  /** Cuts every connection at once, without a farewell and without reconnecting. */
  destroyAll(): void {
    clearInterval(this.#heartbeat)
    for (const client of [this, ...this.#duplicates]) if (client.status !== 'end') client.disconnect(false)
    this.#duplicates.clear()
  }

  async #checkPeer(): Promise<void> {
    if (this.status !== 'ready') return
    const answered = await settlesWithin(this.ping(), HEARTBEAT_TIMEOUT_MS)
    if (!answered && this.status === 'ready') this.disconnect(true)
  }
}

/** For producers: a command fails at once while the server is away, instead of waiting in memory. */
export const createProducerClient = (url: string): QueueRedis =>
  new QueueRedis(url, {
    ...shared,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
  })

/** For workers: commands wait until the server is back. */
export const createWorkerClient = (url: string): QueueRedis =>
  new QueueRedis(url, { ...shared, maxRetriesPerRequest: null })

/** Resolves once the client can take commands; rejects as soon as its attempt to connect fails. */
export async function whenReady(client: Redis): Promise<void> {
  if (client.status === 'ready') return
  if (client.status === 'reconnecting' || client.status === 'end') throw new Error('Redis cannot be reached')
  await new Promise<void>((resolve, reject) => {
    const ready = (): void => done(resolve)
    const failed = (): void => done(() => reject(new Error('Redis cannot be reached')))
    const done = (settle: () => void): void => {
      client.off('ready', ready).off('close', failed)
      settle()
    }
    client.once('ready', ready).once('close', failed)
  })
}
