import { batchSchema, type Event, eventListSchema } from '@nemo-batch/contracts'
import { createDatabase, notifyChanges } from '@nemo-batch/database'
import { newId } from '@nemo-batch/runtime'
import { type SeededBatch, seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EventReader, readStream } from '../testing/read-stream.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

type Queryable = Pick<RunningApi['db'], 'query'>

const newBatch = async (jobs = 1): Promise<SeededBatch> =>
  seedBatch(
    api.db,
    await seedAccount(api.db),
    Array.from({ length: jobs }, () => ({})),
  )

const open = async (path: string, lastEventId?: string): Promise<EventReader> => {
  const headers = {
    accept: 'text/event-stream',
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  }
  const answer = await api.call(path, { headers })
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  return readStream(answer)
}

/** An event as the worker writes it: numbered under the lock of its job's or batch's row. */
async function write(db: Queryable, batchId: string, jobId: string | null, type: string): Promise<void> {
  const [table, id] = jobId === null ? ['batches', batchId] : ['jobs', jobId]
  const { rows } = await db.query<{ last_seq: number }>(
    `UPDATE ${table} SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq`,
    [id],
  )
  await db.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq) VALUES ($1, 'proj_default', $2, $3, $4, $5)`,
    [newId('evt'), batchId, jobId, type, rows[0]?.last_seq],
  )
}

async function finishJob(db: Queryable, batchId: string, jobId: string): Promise<void> {
  await db.query(`UPDATE jobs SET status = 'completed', progress = 100 WHERE id = $1`, [jobId])
  await write(db, batchId, jobId, 'job.completed')
}

async function finishBatch(db: Queryable, batchId: string): Promise<void> {
  await db.query(`UPDATE batches SET status = 'completed' WHERE id = $1`, [batchId])
  await write(db, batchId, null, 'batch.completed')
}

const summary = (events: readonly Event[]): string[] => events.map((event) => `${event.type} ${event.seq}`)

it('streams what happened and what happens, and ends with the last event of the batch', async () => {
  const { batchId, jobIds } = await newBatch()
  const [jobId = ''] = jobIds
  const stream = await open(`/v1/batches/${batchId}/events`)
  expect(summary([(await stream.next()) as Event, (await stream.next()) as Event])).toEqual([
    'batch.created 1',
    'job.queued 1',
  ])
  await api.db.transaction((tx) => write(tx, batchId, jobId, 'job.started'))
  await notifyChanges(api.db)
  expect((await stream.next())?.type).toBe('job.started')
  await api.db.transaction(async (tx) => {
    await finishJob(tx, batchId, jobId)
    await finishBatch(tx, batchId)
  })
  expect(summary(await stream.rest())).toEqual(['job.completed 3', 'batch.completed 2'])
})

it("gives a job's own events alone, and ends with its last one", async () => {
  const { batchId, jobIds } = await newBatch(2)
  const [jobId = '', otherId = ''] = jobIds
  const stream = await open(`/v1/jobs/${jobId}/events`)
  expect((await stream.next())?.type).toBe('job.queued')
  await write(api.db, batchId, otherId, 'job.started')
  await api.db.transaction((tx) => finishJob(tx, batchId, jobId))
  expect(summary(await stream.rest())).toEqual(['job.completed 2'])
})

it('resumes behind the last event that was seen, from any of them, with none lost and none twice', async () => {
  const { batchId, jobIds } = await newBatch(3)
  for (const jobId of jobIds) {
    await api.db.transaction((tx) => write(tx, batchId, jobId, 'job.started'))
    await api.db.transaction((tx) => finishJob(tx, batchId, jobId))
  }
  await api.db.transaction((tx) => finishBatch(tx, batchId))
  const all = await (await open(`/v1/batches/${batchId}/events`)).rest()
  expect(all).toHaveLength(11)
  for (const [index, event] of all.entries()) {
    const rest = await (await open(`/v1/batches/${batchId}/events`, event.id)).rest()
    expect(rest.map(({ id }) => id)).toEqual(all.slice(index + 1).map(({ id }) => id))
  }
  const unknown = await (await open(`/v1/batches/${batchId}/events`, newId('evt'))).rest()
  expect(unknown).toHaveLength(11)
})

it('loses nothing when a transaction that began earlier commits later', async () => {
  const { batchId, jobIds } = await newBatch(2)
  const [slow = '', fast = ''] = jobIds
  const stream = await open(`/v1/batches/${batchId}/events`)
  for (let turn = 0; turn < 3; turn++) await stream.next()
  const { promise: isWritten, resolve: written } = Promise.withResolvers<void>()
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
  const late = api.db.transaction(async (tx) => {
    await write(tx, batchId, slow, 'job.started')
    written()
    await mayCommit
  })
  await isWritten
  await api.db.transaction((tx) => write(tx, batchId, fast, 'job.started'))
  await notifyChanges(api.db)
  commit()
  await late
  const seen = [await stream.next(), await stream.next()]
  expect(seen.map((event) => event?.job_id).sort()).toEqual([slow, fast].sort())
  await stream.close()
})

it('gives the end of a batch last, even when it was numbered before the last job', async () => {
  const { batchId, jobIds } = await newBatch(2)
  const [first = '', second = ''] = jobIds
  const { promise: isNumbered, resolve: numbered } = Promise.withResolvers<void>()
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>()
  const ending = api.db.transaction(async (tx) => {
    await finishJob(tx, batchId, first)
    numbered()
    await mayGoOn
    await finishBatch(tx, batchId)
  })
  await isNumbered
  await api.db.transaction((tx) => finishJob(tx, batchId, second))
  goOn()
  await ending
  const all = await (await open(`/v1/batches/${batchId}/events`)).rest()
  expect(all.map((event) => event.type).slice(-3)).toEqual(['job.completed', 'job.completed', 'batch.completed'])
  const beforeLast = await (await open(`/v1/batches/${batchId}/events`, all.at(-2)?.id)).rest()
  expect(beforeLast.map((event) => event.type)).toEqual(['batch.completed'])
})

it('goes on after the connection that hears of changes was cut', async () => {
  const { batchId, jobIds } = await newBatch()
  const stream = await open(`/v1/batches/${batchId}/events`)
  await stream.next()
  await stream.next()
  await api.db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'nemo-batch-listener' AND datname = current_database()`,
  )
  await write(api.db, batchId, jobIds[0] ?? '', 'job.started')
  expect((await stream.next())?.type).toBe('job.started')
  await stream.close()
})

it('lists events in the order in which they happened, page by page', async () => {
  const { batchId, jobIds } = await newBatch(30)
  for (const jobId of jobIds) await write(api.db, batchId, jobId, 'job.started')
  const events: Event[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const path: string = `/v1/batches/${batchId}/events?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`
    const answer = await api.call(path, { headers: { accept: 'application/json' } })
    const page = eventListSchema.parse(await answer.json())
    events.push(...page.data)
    cursor = page.next_cursor
  }
  expect(new Set(events.map(({ id }) => id)).size).toBe(61)
  expect(events[0]?.type).toBe('batch.created')
  const answer = await api.call(`/v1/jobs/${jobIds[3]}/events`, { headers: { accept: 'application/json' } })
  expect(summary(eventListSchema.parse(await answer.json()).data)).toEqual(['job.queued 1', 'job.started 2'])
  const badCursor = await api.call(`/v1/batches/${batchId}/events?cursor=x`, {
    headers: { accept: 'application/json' },
  })
  expect(badCursor.status).toBe(400)
})

it('names the request that an event came of', async () => {
  const job = { media: ['https://shop.example/a.jpg'], instruction: 'x' }
  const scheduled_at = new Date(Date.now() + 3_600_000).toISOString()
  const made = await api.post('/v1/batches', { jobs: [job], scheduled_at }, { 'x-request-id': 'order-7' })
  const { links } = batchSchema.parse(await made.json())
  const headers = { 'x-request-id': 'order-8' }
  await api.call(`${links.self}/cancel`, { method: 'POST', headers })
  const answer = await api.call(links.events, { headers: { accept: 'application/json' } })
  const { data } = eventListSchema.parse(await answer.json())
  expect(data.map((event) => [event.type, event.data.request_id])).toEqual([
    ['batch.created', 'order-7'],
    ['job.queued', 'order-7'],
    ['job.canceled', 'order-8'],
    ['batch.canceled', 'order-8'],
  ])
})

it('ends its streams when the service stops, and serves many readers on one connection', async () => {
  const other = await startTestApi()
  try {
    const { batchId } = await seedBatch(other.db, await seedAccount(other.db), [{}])
    const readers = await Promise.all(
      Array.from({ length: 40 }, async () =>
        readStream(await other.call(`/v1/batches/${batchId}/events`, { headers: { accept: 'text/event-stream' } })),
      ),
    )
    for (const reader of readers) expect((await reader.next())?.type).toBe('batch.created')
    const watcher = createDatabase({ url: other.db.pool.options.connectionString ?? '' })
    const { rows } = await watcher.query<{ listeners: number }>(
      `SELECT count(*)::int AS listeners FROM pg_stat_activity
       WHERE application_name = 'nemo-batch-listener' AND datname = current_database()`,
    )
    await watcher.close()
    expect(rows[0]?.listeners).toBe(1)
    const ends = Promise.all(readers.map((reader) => reader.rest()))
    await other.stop()
    expect((await ends).every((events) => events.length === 1)).toBe(true)
  } finally {
    await other.stop().catch(() => undefined)
  }
})
