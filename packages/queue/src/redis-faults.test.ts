import { queueBackends, startTestRedis, type TestRedis, waitFor } from '@nemo-batch/testing'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createWakeUpQueue,
  prepareQueueBackend,
  startWakeUpWorker,
  type WakeUpQueue,
  type WakeUpWorker,
} from './index.ts'
import { fastTiming, wakeWhenPossible } from './testing/queue-fixture.ts'

describe.runIf(queueBackends().includes('redis'))('Redis', () => {
  let redis: TestRedis
  let queue: WakeUpQueue
  let worker: WakeUpWorker
  const seen: string[] = []

  const givenRedis = async (isPersistent = false): Promise<void> => {
    const started = await startTestRedis({ isPersistent })
    if (started === null) throw new Error('redis-server has gone')
    redis = started
    const options = { databaseUrl: '', redisUrl: redis.url, timing: fastTiming, name: 'jobs' }
    queue = await createWakeUpQueue(options)
    worker = await startWakeUpWorker({ ...options, concurrency: 2, handle: async (jobId) => void seen.push(jobId) })
  }
  beforeEach(() => void seen.splice(0))
  afterEach(async () => {
    await Promise.all([worker.close(2_000), queue.close(2_000)])
    await redis.stop()
  })

  it('can be flushed: what was queued is gone, later wake-ups run', async () => {
    await givenRedis()
    await queue.wake([{ jobId: 'lost', wakeNumber: 1, delayMs: 600_000 }])
    const client = new Redis(redis.url)
    for (const jobId of ['job_1', 'job_2']) {
      await client.flushall()
      await queue.wake([{ jobId, wakeNumber: 1 }])
      await waitFor(() => seen.includes(jobId))
    }
    client.disconnect()
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 0 })
  })

  it('can be killed and come back empty: later wake-ups run, single and in bulk', async () => {
    await givenRedis()
    await queue.wake([{ jobId: 'before', wakeNumber: 1 }])
    await waitFor(() => seen.includes('before'))
    await redis.kill()
    await redis.restart()
    await wakeWhenPossible(queue, { jobId: 'after', wakeNumber: 1 })
    const many = Array.from({ length: 50 }, (_, index) => `job_${index}`)
    await queue.wake(many.map((jobId) => ({ jobId, wakeNumber: 1 })))
    await waitFor(() => seen.length === 52)
    expect(worker.isRunning()).toBe(true)
  })

  it('can be killed and come back with its data: delayed wake-ups run, none early', async () => {
    await givenRedis(true)
    const dueAt = Date.now() + 1_000
    await queue.wake([{ jobId: 'delayed', wakeNumber: 1, delayMs: 1_000 }])
    await redis.kill()
    await redis.restart()
    await waitFor(() => seen.includes('delayed'))
    expect(Date.now()).toBeGreaterThanOrEqual(dueAt)
  })

  it('tells a handler, through its signal, that its lock has gone', async () => {
    await givenRedis()
    const { promise: aborted, resolve: noteAbort } = Promise.withResolvers<void>()
    let started = false
    const options = { databaseUrl: '', redisUrl: redis.url, timing: fastTiming, name: 'locks' }
    const locking = await createWakeUpQueue(options)
    const holder = await startWakeUpWorker({
      ...options,
      concurrency: 1,
      handle: async (_jobId, signal) => {
        signal.addEventListener('abort', () => noteAbort(), { once: true })
        started = true
        await aborted
      },
    })
    await locking.wake([{ jobId: 'job_1', wakeNumber: 1 }])
    await waitFor(() => started)
    const client = new Redis(redis.url)
    expect(await client.del('nemo-batch:locks:job_1-1:lock')).toBe(1)
    client.disconnect()
    await aborted
    await Promise.all([holder.close(1_000), locking.close(1_000)])
  })

  it('is warned about when it may evict keys', async () => {
    await givenRedis()
    const client = new Redis(redis.url)
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    await prepareQueueBackend({ databaseUrl: '', redisUrl: redis.url, logger })
    expect(logger.warn).not.toHaveBeenCalled()
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
    await prepareQueueBackend({ databaseUrl: '', redisUrl: redis.url, logger })
    client.disconnect()
    expect(logger.warn).toHaveBeenCalledWith({ policy: 'allkeys-lru' }, expect.stringContaining('noeviction'))
  })

  it('that asks for a password which we do not have is reported at once', async () => {
    await givenRedis()
    const client = new Redis(redis.url)
    await client.config('SET', 'requirepass', 'a-secret')
    client.disconnect()
    await expect(prepareQueueBackend({ databaseUrl: '', redisUrl: redis.url })).rejects.toMatchObject({
      code: 'queue_unavailable',
      message: expect.stringContaining('NOAUTH'),
    })
  })
})
