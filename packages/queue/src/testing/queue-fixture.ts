import { createEmptyDatabase, FaultProxy, startTestRedis, waitFor } from '@nemo-batch/testing'
import {
  createWakeUpQueue,
  prepareQueueBackend,
  type QueueOptions,
  startWakeUpWorker,
  type WakeUp,
  type WakeUpHandler,
  type WakeUpQueue,
  type WakeUpWorker,
} from '../index.ts'

/** A dead worker's wake-up comes back in about two seconds instead of a minute and a half. */
export const fastTiming = { lockDurationMs: 1_000, stalledIntervalMs: 300 }

/** As a caller's sweep does: queues the wake-up as soon as the server lets it. */
export async function wakeWhenPossible(queue: WakeUpQueue, wakeUp: WakeUp): Promise<void> {
  await waitFor(async () => {
    await queue.wake([wakeUp])
    return true
  })
}

/** One backend with its server behind a proxy, and whatever the test starts on it. */
export class QueueFixture {
  readonly proxy: FaultProxy
  readonly serverUrl: string
  readonly #backend: string
  readonly #stopServer: () => Promise<unknown>
  #open: Array<WakeUpQueue | WakeUpWorker> = []
  #nameCount = 0

  private constructor(backend: string, serverUrl: string, proxy: FaultProxy, stopServer: () => Promise<unknown>) {
    this.#backend = backend
    this.serverUrl = serverUrl
    this.proxy = proxy
    this.#stopServer = stopServer
  }

  static async start(backend: string): Promise<QueueFixture> {
    const { url, stop } = backend === 'redis' ? await startRedis() : await startPostgres()
    const fixture = new QueueFixture(backend, url, await FaultProxy.before(url), stop)
    await prepareQueueBackend(fixture.options)
    return fixture
  }

  get options(): QueueOptions {
    const url = this.proxy.url
    return this.#backend === 'redis'
      ? { databaseUrl: 'postgres://unused.invalid/unused', redisUrl: url, timing: fastTiming }
      : { databaseUrl: url, timing: fastTiming }
  }

  /** A queue that no other test uses. */
  newName(): string {
    this.#nameCount += 1
    return `queue-${this.#nameCount}`
  }

  async queue(name: string): Promise<WakeUpQueue> {
    const queue = await createWakeUpQueue({ ...this.options, name })
    this.#open.push(queue)
    return queue
  }

  async worker(name: string, handle: WakeUpHandler, concurrency = 1): Promise<WakeUpWorker> {
    const worker = await startWakeUpWorker({ ...this.options, name, concurrency, handle })
    this.#open.push(worker)
    return worker
  }

  /** After each test: closes what it started and brings the server back. */
  async reset(): Promise<void> {
    await this.proxy.restore()
    await Promise.all(this.#open.map((open) => open.close(2_000)))
    this.#open = []
  }

  async stop(): Promise<void> {
    await this.reset()
    await this.proxy.cut()
    await this.#stopServer()
  }
}

async function startRedis(): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const redis = await startTestRedis()
  if (redis === null) throw new Error('these tests need a redis-server')
  return redis
}

async function startPostgres(): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const database = await createEmptyDatabase()
  return { url: database.url, stop: () => database.drop() }
}
