import { waitFor } from '@nemo-batch/testing'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createWakeUpQueue, prepareQueueBackend } from './index.ts'
import { QueueFixture, wakeWhenPossible } from './testing/queue-fixture.ts'

let fixture: QueueFixture
let operator: Client
beforeAll(async () => {
  fixture = await QueueFixture.start('postgres')
  operator = new Client(fixture.serverUrl)
  await operator.connect()
})
afterEach(() => fixture.reset())
afterAll(async () => {
  await operator.end()
  await fixture.stop()
})

/** Ends the sessions that wait for notifications, or all of the queue's; answers how many. */
async function terminate(which: 'listening' | 'all'): Promise<number> {
  const { rowCount } = await operator.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND ($1 = 'all' OR query LIKE '%LISTEN bullmq_jobs%')`,
    [which],
  )
  return rowCount ?? 0
}

/** Connecting anew comes after pauses that grow. */
const PATIENT = { timeoutMs: 30_000 }

it.each(['listening', 'all'] as const)(
  'wake-ups go on after an operator ended %s connections',
  async (which) => {
    const name = fixture.newName()
    const queue = await fixture.queue(name)
    const seen: string[] = []
    const worker = await fixture.worker(name, async (jobId) => void seen.push(jobId))
    for (const jobId of ['job_1', 'job_2', 'job_3']) {
      await waitFor(async () => (await terminate(which)) > 0, PATIENT)
      await wakeWhenPossible(queue, { jobId, wakeNumber: 1 })
      await waitFor(() => seen.includes(jobId), PATIENT)
    }
    expect(worker.isRunning()).toBe(true)
  },
  120_000,
)

it('a handler is told, through its signal, that its lock has gone to another worker', async () => {
  const name = fixture.newName()
  const queue = await fixture.queue(name)
  const { promise: aborted, resolve: noteAbort } = Promise.withResolvers<void>()
  let started = false
  await fixture.worker(name, async (_jobId, signal) => {
    signal.addEventListener('abort', () => noteAbort(), { once: true })
    started = true
    await aborted
  })
  await queue.wake([{ jobId: 'job_taken', wakeNumber: 1 }])
  await waitFor(() => started)
  const taken = await operator.query(`UPDATE bullmq.job SET lock_token = 'of another' WHERE id = 'job_taken-1'`)
  expect(taken.rowCount).toBe(1)
  await aborted
})

it('a dropped schema is made again by producer and worker, without a restart', async () => {
  const name = fixture.newName()
  const queue = await fixture.queue(name)
  const seen: string[] = []
  const worker = await fixture.worker(name, async (jobId) => void seen.push(jobId))
  await operator.query('DROP SCHEMA bullmq CASCADE')
  await wakeWhenPossible(queue, { jobId: 'job_1', wakeNumber: 1 })
  await waitFor(() => seen.includes('job_1'), { timeoutMs: 20_000 })
  expect(worker.isRunning()).toBe(true)
})

it('many processes may prepare one database at the same time', async () => {
  await operator.query('DROP SCHEMA bullmq CASCADE')
  await Promise.all(Array.from({ length: 5 }, () => prepareQueueBackend(fixture.options)))
  const queue = await fixture.queue(fixture.newName())
  expect(await queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 0 })
})

it('preparing waits for a server that is still to come, and gives up on one that refuses us', async () => {
  await fixture.proxy.cut()
  const prepared = prepareQueueBackend(fixture.options)
  await fixture.proxy.restore()
  await prepared

  const unknown = new URL(fixture.serverUrl)
  unknown.pathname = '/no_such_database'
  await expect(prepareQueueBackend({ databaseUrl: unknown.href })).rejects.toMatchObject({ code: 'queue_unavailable' })
  await fixture.proxy.cut()
  await expect(prepareQueueBackend({ ...fixture.options, timeoutMs: 300 })).rejects.toMatchObject({
    code: 'queue_unavailable',
  })
})

it('all queues of a process share one bounded pool, and leave no connection behind', async () => {
  const countConnections = async (): Promise<number> => {
    const { rows } = await operator.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    )
    return rows[0]?.count ?? Number.NaN
  }
  const options = { ...fixture.options, maxConnections: 3 }
  const queues = await Promise.all(
    Array.from({ length: 8 }, (_, index) => createWakeUpQueue({ ...options, name: `pool-${index}` })),
  )
  const wakeUps = Array.from({ length: 20 }, (_, wakeNumber) => ({ jobId: 'job_1', wakeNumber }))
  await Promise.all(queues.flatMap((queue) => wakeUps.map((wakeUp) => queue.wake([wakeUp]))))
  expect(await countConnections()).toBeLessThanOrEqual(3)
  await Promise.all(queues.map((queue) => queue.close()))
  await waitFor(async () => (await countConnections()) === 0)
})

it('options in the database URL stand beside the search path of the queue', async () => {
  const url = new URL(fixture.serverUrl)
  url.searchParams.set('options', '-c geqo=off')
  const queue = await createWakeUpQueue({ databaseUrl: url.href, name: 'with-options' })
  await queue.wake([{ jobId: 'job_1', wakeNumber: 1 }])
  expect(await queue.depth()).toMatchObject({ waiting: 1 })
  await queue.close()
})
