import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { queueBackends, waitFor } from '@nemo-batch/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { QueueFixture, wakeWhenPossible } from './testing/queue-fixture.ts'

const hangingWorker = fileURLToPath(new URL('./testing/hanging-worker.ts', import.meta.url))

describe.each(queueBackends())('faults on %s', (backend) => {
  let fixture: QueueFixture
  const processes: ChildProcess[] = []
  beforeAll(async () => {
    fixture = await QueueFixture.start(backend)
  })
  afterEach(async () => {
    for (const child of processes.splice(0)) child.kill('SIGKILL')
    await fixture.reset()
  })
  afterAll(() => fixture.stop())

  it('a wake-up whose worker was killed in the middle of it goes to another, time and again', async () => {
    const name = fixture.newName()
    const queue = await fixture.queue(name)
    await queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])
    for (let death = 1; death <= 2; death += 1) {
      const child = spawn(process.execPath, [hangingWorker, JSON.stringify({ ...fixture.options, name })], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      processes.push(child)
      expect(String((await once(child.stdout, 'data'))[0])).toBe('job_1\n')
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    const seen: string[] = []
    await fixture.worker(name, async (jobId) => void seen.push(jobId))
    await waitFor(() => seen.length > 0, { timeoutMs: 20_000 })
    expect(seen).toEqual(['job_1'])
  })

  it('a queue says so while the server is away, and works as soon as it is back', async () => {
    const queue = await fixture.queue(fixture.newName())
    await fixture.proxy.cut()
    const unavailable = { code: 'queue_unavailable' }
    await expect(queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])).rejects.toMatchObject(unavailable)
    await expect(queue.ping()).rejects.toMatchObject(unavailable)
    await expect(queue.depth()).rejects.toMatchObject(unavailable)
    await fixture.proxy.restore()
    await wakeWhenPossible(queue, { jobId: 'job_1', wakeNumber: 1 })
    await queue.ping()
    expect(await queue.depth()).toMatchObject({ waiting: 1 })
  })

  it('a queue and a worker made while the server is away come to life when it is there', async () => {
    await fixture.proxy.cut()
    const name = fixture.newName()
    const seen: string[] = []
    const [queue, worker] = await Promise.all([
      fixture.queue(name),
      fixture.worker(name, async (jobId) => void seen.push(jobId)),
    ])
    expect(worker.isRunning()).toBe(false)
    await fixture.proxy.restore()
    await waitFor(() => worker.isRunning(), { timeoutMs: 15_000 })
    await wakeWhenPossible(queue, { jobId: 'job_1', wakeNumber: 1 })
    await waitFor(() => seen.length > 0)
    expect(seen).toEqual(['job_1'])
  })

  it('a worker goes on after the server was away, and the wake-up it was at is not lost', async () => {
    const name = fixture.newName()
    const queue = await fixture.queue(name)
    const { promise: end, resolve: letEnd } = Promise.withResolvers<void>()
    const seen: string[] = []
    const worker = await fixture.worker(name, async (jobId) => {
      seen.push(jobId)
      if (seen.length === 1) await end
    })
    await queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])
    await waitFor(() => seen.length === 1)
    await fixture.proxy.cut()
    letEnd()
    await fixture.proxy.restore()
    await wakeWhenPossible(queue, { jobId: 'job_2', wakeNumber: 1 })
    await waitFor(() => seen.includes('job_2'), { timeoutMs: 20_000 })
    await waitFor(async () => Object.values(await queue.depth()).every((count) => count === 0), { timeoutMs: 20_000 })
    expect(worker.isRunning()).toBe(true)
  })

  it.each(['refuses connections', 'has fallen silent'])('closing ends in time while the server %s', async (fault) => {
    const name = fixture.newName()
    const queue = await fixture.queue(name)
    let started = false
    const worker = await fixture.worker(name, () => {
      started = true
      return new Promise<void>(() => undefined)
    })
    await queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])
    await waitFor(() => started)
    if (fault === 'refuses connections') await fixture.proxy.cut()
    else fixture.proxy.silence()
    // Neither throws nor outlives the test's own timeout.
    await Promise.all([worker.close(1_000), queue.close(1_000)])
    await Promise.all([worker.close(1_000), queue.close(1_000)])
    expect(worker.isRunning()).toBe(false)
  })
})
