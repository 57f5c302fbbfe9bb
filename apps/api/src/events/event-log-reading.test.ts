import { type Event, eventListSchema } from '@nemo-batch/contracts'
import { newId } from '@nemo-batch/runtime'
import { seedAccount, seedBatch, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SSE_EVENTS_PER_READ } from '../limits.ts'
import { type EventReader, readStream } from '../testing/read-stream.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

type Queryable = Pick<RunningApi['db'], 'query'>

const givenBatch = async (jobs = 1) =>
  seedBatch(
    api.db,
    await seedAccount(api.db),
    Array.from({ length: jobs }, () => ({})),
  )

/** Events of a job as its worker writes them: numbered under the lock of its row. */
async function write(db: Queryable, batchId: string, jobId: string, count = 1): Promise<void> {
  const { rows } = await db.query<{ last_seq: number }>(
    'UPDATE jobs SET last_seq = last_seq + $2 WHERE id = $1 RETURNING last_seq',
    [jobId, count],
  )
  const last = rows[0]?.last_seq ?? 0
  await db.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq)
     SELECT e.id, 'proj_default', $2, $3, 'job.progress', $4 + e.place
     FROM unnest($1::text[]) WITH ORDINALITY AS e (id, place) ORDER BY e.place`,
    [Array.from({ length: count }, () => newId('evt')), batchId, jobId, last - count],
  )
}

async function finish(batchId: string): Promise<void> {
  await api.db.query(`UPDATE jobs SET status = 'completed', progress = 100 WHERE batch_id = $1`, [batchId])
  await api.db.query(`UPDATE batches SET status = 'completed', last_seq = 2 WHERE id = $1`, [batchId])
  await api.db.query(
    `INSERT INTO events (id, project_id, batch_id, type, seq) VALUES ($1, 'proj_default', $2, 'batch.completed', 2)`,
    [newId('evt'), batchId],
  )
}

const follow = async (service: RunningApi, path: string, lastEventId?: string): Promise<EventReader> => {
  const from = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  return readStream(await service.call(path, { headers: { accept: 'text/event-stream', ...from } }))
}

async function listPage(batchId: string, limit: number, cursor: string | null) {
  const at = cursor === null ? '' : `&cursor=${cursor}`
  const headers = { accept: 'application/json' }
  const answer = await api.call(`/v1/batches/${batchId}/events?limit=${limit}${at}`, { headers })
  return eventListSchema.parse(await answer.json())
}

it('loses nothing to a reader whose service was restarted, whatever happened meanwhile', async () => {
  const { batchId, jobIds } = await givenBatch(2)
  const [first = '', second = ''] = jobIds
  const path = `/v1/batches/${batchId}/events`
  const databaseUrl = api.db.pool.options.connectionString ?? ''
  const before = await startTestApi({}, { databaseUrl })
  const stream = await follow(before, path)
  const seen = [await stream.next(), await stream.next()]
  await write(api.db, batchId, first)
  const rest = stream.rest()
  await before.stop()
  seen.push(...(await rest))
  await write(api.db, batchId, second)
  await write(api.db, batchId, first)
  const after = await startTestApi({}, { databaseUrl })
  const resumed = await follow(after, path, seen.at(-1)?.id)
  await finish(batchId)
  seen.push(...(await resumed.rest()))
  await after.stop()
  const whole = await (await follow(api, path)).rest()
  expect(seen.map((event) => event?.id)).toEqual(whole.map(({ id }) => id))
  expect(whole).toHaveLength(7)
})

it('gives everything of a batch that ended long ago, however much it is, and ends', async () => {
  const { batchId, jobIds } = await givenBatch()
  await write(api.db, batchId, jobIds[0] ?? '', 3 * SSE_EVENTS_PER_READ)
  await finish(batchId)
  await api.db.query(`UPDATE events SET created_at = now() - interval '1 year' WHERE batch_id = $1`, [batchId])
  const all = await (await follow(api, `/v1/batches/${batchId}/events`)).rest()
  expect(all).toHaveLength(3 * SSE_EVENTS_PER_READ + 3)
  expect(all.filter(({ job_id }) => job_id !== null).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 3 * SSE_EVENTS_PER_READ + 1 }, (_, index) => index + 1),
  )
  expect(all.at(-1)?.type).toBe('batch.completed')
})

it('neither skips nor repeats an event on its pages while events arrive', async () => {
  const { batchId, jobIds } = await givenBatch(4)
  const arriving = Promise.all(
    jobIds.map(async (jobId) => {
      for (let turn = 0; turn < 25; turn++) await api.db.transaction((tx) => write(tx, batchId, jobId))
    }),
  )
  const read: Event[] = []
  let cursor: string | null = null
  let isArriving = true
  void arriving.then(() => {
    isArriving = false
  })
  do {
    const page = await listPage(batchId, 5, cursor)
    // the last page has nothing behind it to go on from: what is on it is asked for again
    if (page.next_cursor !== null) read.push(...page.data)
    cursor = page.next_cursor ?? cursor
  } while (isArriving)
  await arriving
  for (let hasMore = true; hasMore; ) {
    const page = await listPage(batchId, 5, cursor)
    read.push(...page.data)
    cursor = page.next_cursor
    hasMore = page.has_more
  }
  const whole = [...(await listPage(batchId, 100, null)).data]
  expect(read.slice(0, 100).map(({ id }) => id)).toEqual(whole.map(({ id }) => id))
  expect(new Set(read.map(({ id }) => id)).size).toBe(105)
  expect(read).toHaveLength(105)
})

it('does not pass by an event that is written but not yet committed', async () => {
  const { batchId, jobIds } = await givenBatch(2)
  const [slow = '', fast = ''] = jobIds
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
  const { promise: isWritten, resolve: written } = Promise.withResolvers<void>()
  const late = api.db.transaction(async (tx) => {
    await write(tx, batchId, slow)
    written()
    await mayCommit
  })
  await isWritten
  await write(api.db, batchId, fast, 5)
  // transactions of others, in other databases too, hold events back that are older than they
  const first = await waitFor(async () => {
    const page = await listPage(batchId, 3, null)
    return page.data.length === 3 ? page : null
  })
  const waiting = await listPage(batchId, 3, first.next_cursor)
  commit()
  await late
  expect(waiting).toEqual({ object: 'list', data: [], has_more: true, next_cursor: first.next_cursor })
  const rest = await listPage(batchId, 100, waiting.next_cursor)
  expect(rest.data.map(({ job_id }) => job_id)).toEqual([slow, ...Array.from({ length: 5 }, () => fast)])
})
