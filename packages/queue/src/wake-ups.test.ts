import { queueBackends, waitFor } from '@nemo-batch/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { QueueFixture } from './testing/queue-fixture.ts'

describe.each(queueBackends())('wake-ups on %s', (backend) => {
  let fixture: QueueFixture
  beforeAll(async () => {
    fixture = await QueueFixture.start(backend)
  })
  afterEach(() => fixture.reset())
  afterAll(() => fixture.stop())

  /** A queue, and a worker that notes down the jobs it was woken with. */
  const givenQueue = async () => {
    const name = fixture.newName()
    const queue = await fixture.queue(name)
    const seen: string[] = []
    const note = async (jobId: string): Promise<void> => void seen.push(jobId)
    return { name, queue, seen, note, startWorker: () => fixture.worker(name, note) }
  }

  it('reach a worker that is waiting for them', async () => {
    const { queue, seen, startWorker } = await givenQueue()
    await startWorker()
    await queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])
    await waitFor(() => seen.length > 0)
    expect(seen).toEqual(['job_1'])
  })

  it('all run, a thousand at once', async () => {
    const { name, queue, seen, note } = await givenQueue()
    await fixture.worker(name, note, 20)
    const jobIds = Array.from({ length: 1_000 }, (_, index) => `job_${index}`)
    await queue.wake(jobIds.map((jobId) => ({ jobId, wakeNumber: 1 })))
    await waitFor(() => seen.length >= 1_000, { timeoutMs: 20_000 })
    expect(seen.toSorted()).toEqual(jobIds.toSorted())
  })

  it('wait for their time, through a restart of producer and worker', async () => {
    const { name, queue } = await givenQueue()
    const dueAt = Date.now() + 700
    await queue.wake([{ jobId: 'job_1', wakeNumber: 1, delayMs: 700 }])
    const early = await fixture.worker(name, async () => {
      throw new Error('woken too early')
    })
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 1 })
    await Promise.all([queue.close(), early.close()])

    const ranAt: number[] = []
    await fixture.worker(name, async () => void ranAt.push(Date.now()))
    await waitFor(() => ranAt.length > 0)
    expect(ranAt[0]).toBeGreaterThanOrEqual(dueAt)
  })

  it('run once when the same number is queued twice', async () => {
    const { queue, seen, startWorker } = await givenQueue()
    const twice = { jobId: 'job_1', wakeNumber: 1 }
    await queue.wake([twice, twice])
    await queue.wake([twice])
    await queue.wake([{ jobId: 'last', wakeNumber: 1, priority: 'low' }])
    await startWorker()
    await waitFor(() => seen.includes('last'))
    expect(seen).toEqual(['job_1', 'last'])
  })

  it('are not swallowed by an older one of the same job that is still running', async () => {
    const { name, queue } = await givenQueue()
    const { promise: end, resolve: letEnd } = Promise.withResolvers<void>()
    let runs = 0
    await fixture.worker(
      name,
      async () => {
        runs += 1
        await end
      },
      2,
    )
    await queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])
    await waitFor(() => runs === 1)
    await queue.wake([{ jobId: 'job_1', wakeNumber: 2 }])
    await waitFor(() => runs === 2)
    letEnd()
  })

  it('leave nothing behind once they have run, so a number may be used again', async () => {
    const { queue, seen, startWorker } = await givenQueue()
    await startWorker()
    for (const runs of [1, 2]) {
      await queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])
      await waitFor(() => seen.length === runs)
      await waitFor(async () => (await queue.depth()).active === 0)
    }
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 0 })
  })

  it('go on after a handler threw what the backend could not store', async () => {
    const { name, queue } = await givenQueue()
    const seen: string[] = []
    await fixture.worker(name, async (jobId) => {
      seen.push(jobId)
      if (jobId === 'bad_1') throw new Error('\u0000 \ud800 \u0000'.repeat(100_000))
      if (jobId === 'bad_2') throw '\u0000'
    })
    for (const jobId of ['bad_1', 'bad_2', 'good']) await queue.wake([{ jobId, wakeNumber: 1 }])
    await waitFor(async () => seen.length === 3 && (await queue.depth()).active === 0)
    expect(seen).toEqual(['bad_1', 'bad_2', 'good'])
  })

  it('run no more at a time than the worker allows', async () => {
    const { name, queue } = await givenQueue()
    const { promise: end, resolve: letEnd } = Promise.withResolvers<void>()
    let running = 0
    let most = 0
    let ended = 0
    await fixture.worker(
      name,
      async () => {
        running += 1
        most = Math.max(most, running)
        await end
        running -= 1
        ended += 1
      },
      3,
    )
    await queue.wake(Array.from({ length: 12 }, (_, index) => ({ jobId: `job_${index}`, wakeNumber: 1 })))
    await waitFor(() => running === 3)
    expect(await queue.depth()).toEqual({ waiting: 9, active: 3, delayed: 0 })
    letEnd()
    await waitFor(() => ended === 12)
    expect(most).toBe(3)
  })

  it('come high before normal before low, each in order of arrival', async () => {
    const { queue, seen, startWorker } = await givenQueue()
    const priorities = ['low', 'normal', 'high'] as const
    for (const wakeNumber of [1, 2])
      await queue.wake(priorities.map((priority) => ({ jobId: `${priority}_${wakeNumber}`, wakeNumber, priority })))
    await startWorker()
    await waitFor(() => seen.length === 6)
    expect(seen).toEqual(['high_1', 'high_2', 'normal_1', 'normal_2', 'low_1', 'low_2'])
  })

  it('are refused whole when one of them is malformed', async () => {
    const { queue } = await givenQueue()
    const good = { jobId: 'job_1', wakeNumber: 1 }
    const malformed = [
      { jobId: 'job:1', wakeNumber: 1 },
      { jobId: '', wakeNumber: 1 },
      { jobId: 'job\u0000', wakeNumber: 1 },
      { jobId: 'job_1', wakeNumber: 1.5 },
      { jobId: 'job_1', wakeNumber: 1, delayMs: -1 },
      { jobId: 'job_1', wakeNumber: 1, delayMs: Number.NaN },
    ]
    for (const bad of malformed)
      await expect(queue.wake([good, bad])).rejects.toMatchObject({ code: 'wake_up_invalid' })
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 0 })
  })

  it('do not go to a worker that was paused, and its running handler is left alone', async () => {
    const { name, queue } = await givenQueue()
    const { promise: end, resolve: letEnd } = Promise.withResolvers<void>()
    const pausedSaw: string[] = []
    let wasAborted: boolean | undefined
    const paused = await fixture.worker(
      name,
      async (jobId, signal) => {
        pausedSaw.push(jobId)
        await end
        wasAborted = signal.aborted
      },
      5,
    )
    await queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])
    await waitFor(() => pausedSaw.length === 1)
    await paused.pause()
    expect(paused.isRunning()).toBe(false)

    const seen: string[] = []
    await queue.wake([{ jobId: 'job_2', wakeNumber: 1 }])
    await fixture.worker(name, async (jobId) => void seen.push(jobId))
    await waitFor(() => seen.length === 1)
    letEnd()
    await waitFor(() => wasAborted !== undefined)
    expect({ pausedSaw, seen, wasAborted }).toEqual({ pausedSaw: ['job_1'], seen: ['job_2'], wasAborted: false })
  })

  it('have their signal aborted when the worker closes, which waits for them', async () => {
    const { name, queue } = await givenQueue()
    let started = false
    let ended = false
    const worker = await fixture.worker(name, async (_jobId, signal) => {
      started = true
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      ended = true
    })
    await queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])
    await waitFor(() => started)
    await worker.close()
    expect(ended).toBe(true)
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 0 })
  })

  it('cannot be queued once the queue is closed', async () => {
    const { queue } = await givenQueue()
    await queue.close()
    await expect(queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])).rejects.toMatchObject({ code: 'queue_closed' })
  })
})
