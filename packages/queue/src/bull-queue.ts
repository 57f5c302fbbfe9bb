import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { createPostgresBackend, Queue, withBackend } from 'bullmq'
import type { ResolvedOptions } from './options.ts'
import { PoolLease } from './postgres-pool.ts'
import { createErrorLog } from './queue-logger.ts'
import { createProducerClient, whenReady } from './redis-client.ts'
import type { QueuedWakeUp, WakeUpPayload } from './wake-up.ts'

export type QueueDepth = { waiting: number; active: number; delayed: number }

export type QueueBoard = BullMQAdapter

/** A BullMQ queue whose backend has answered once, with the means to cut it off. */
export type OpenQueue = {
  add(wakeUps: readonly QueuedWakeUp[]): Promise<void>
  depth(): Promise<QueueDepth>
  ping(): Promise<void>
  /** For bull-board, to look at and no more. */
  readonly board: QueueBoard
  /** Says farewell to the server; may never settle. */
  close(): Promise<void>
  /** The schema was dropped: opening the queue again has to make it anew. */
  forgetSchema(): void
  /** Cuts every connection. */
  destroy(): Promise<void>
}

/** What both backends' queues have in common, without BullMQ's type parameters. */
type BullQueue = Pick<Queue<WakeUpPayload>, 'add' | 'addBulk' | 'close' | 'getJobCounts'>

/** Nobody reads BullMQ's events; it insists on keeping some. */
const streams = { events: { maxLen: 100 } }

const { Queue: PostgresQueue } = withBackend(createPostgresBackend)

/**
 * Opens the queue and waits for its backend. BullMQ remembers for ever that its first contact failed, so a queue
 * that fails here is thrown away and a new one opened next time.
 */
export const openQueue = (options: ResolvedOptions, name: string, closing: AbortSignal): Promise<OpenQueue> =>
  options.backend === 'redis' ? openRedisQueue(options, name, closing) : openPostgresQueue(options, name)

/** On Postgres one schema holds the queues of all prefixes. */
export const postgresQueueName = (options: ResolvedOptions, name: string): string => `${options.prefix}-${name}`

async function openRedisQueue(options: ResolvedOptions, name: string, closing: AbortSignal): Promise<OpenQueue> {
  const client = createProducerClient(options.redisUrl)
  const destroy = async (): Promise<void> => client.destroyAll()
  closing.addEventListener('abort', destroy, { once: true })
  try {
    await whenReady(client)
    const queue = new Queue<WakeUpPayload>(name, { connection: client, prefix: options.prefix, streams })
    queue.on('error', createErrorLog(options.logger, { queue: name, backend: options.backend }))
    await queue.waitUntilReady()
    return {
      ...operationsOf(queue),
      board: boardOf(queue),
      ping: async () => void (await client.ping()),
      forgetSchema: () => undefined,
      destroy,
    }
  } catch (error) {
    client.destroyAll()
    throw error
  } finally {
    closing.removeEventListener('abort', destroy)
  }
}

async function openPostgresQueue(options: ResolvedOptions, name: string): Promise<OpenQueue> {
  const pool = new PoolLease(options)
  try {
    await pool.migrate(options.databaseUrl)
    const queue = new PostgresQueue<WakeUpPayload>(postgresQueueName(options, name), { connection: pool, streams })
    queue.on('error', createErrorLog(options.logger, { queue: name, backend: options.backend }))
    await queue.waitUntilReady()
    return {
      ...operationsOf(queue),
      board: boardOf(queue),
      ping: async () => void (await pool.query('SELECT 1')),
      forgetSchema: () => pool.forgetMigration(),
      destroy: () => pool.release(),
    }
  } catch (error) {
    await pool.release()
    throw error
  }
}

/** Its types know queues on Redis alone; it reads both. */
const boardOf = (queue: BullQueue): QueueBoard =>
  new BullMQAdapter(queue as unknown as Queue, { readOnlyMode: true, allowRetries: false })

const operationsOf = (queue: BullQueue): Pick<OpenQueue, 'add' | 'depth' | 'close'> => ({
  async add(wakeUps) {
    const [first] = wakeUps
    // One wake-up is the common case, and on Postgres each bulk insert makes and drops two temporary tables.
    if (wakeUps.length === 1 && first !== undefined) await queue.add(first.name, first.data, first.opts)
    else await queue.addBulk([...wakeUps])
  },
  async depth() {
    const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed')
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = counts
    return { waiting: waiting + prioritized, active, delayed }
  },
  close: () => queue.close(),
})
