import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import { batchSchema, problemSchema } from '@nemo-batch/contracts'
import { waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EVENT_LOOP_TURN_MS, HEAP_USED_BYTES, LONG_TURNS, RESIDENT_BYTES } from '../limits.ts'
import { readStream } from '../testing/read-stream.ts'
import { API_KEY, type RunningApi, startTestApi } from '../testing/running-api.ts'
import { askInThread } from './ask-in-thread.fixture.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const JOB = { media: ['https://shop.example/a.jpg'], instruction: 'make a video' }

/** Turns of the event loop that each take longer than is borne, one behind the other. Resolves when that must show. */
function drown(): Promise<{ stop(): void }> {
  let isOver = false
  let turns = 0
  return new Promise((resolve) => {
    const stop = (): void => {
      isOver = true
    }
    const turn = (): void => {
      const end = performance.now() + EVENT_LOOP_TURN_MS * 1.2
      while (performance.now() < end);
      turns += 1
      if (turns === LONG_TURNS + 1) resolve({ stop })
      if (!isOver) setTimeout(turn)
    }
    turn()
  })
}

it('refuses new requests while the event loop drowns, answers its probe, and keeps its open streams', async () => {
  const batch = batchSchema.parse(await (await api.post('/v1/batches', { jobs: [JOB] })).json())
  const stream = readStream(await api.call(batch.links.events, { headers: { accept: 'text/event-stream' } }))
  expect((await stream.next())?.type).toBe('batch.created')
  const load = await drown()
  try {
    const urls = ['/v1/batches', '/healthz'].map((path) => `${api.url}${path}`)
    const [refused, probe] = await askInThread(urls, { authorization: `Bearer ${API_KEY}` })
    expect([refused?.status, refused?.retryAfter]).toEqual([503, '5'])
    expect(problemSchema.parse(JSON.parse(refused?.body ?? '')).code).toBe('overloaded')
    expect(probe?.status).toBe(200)
  } finally {
    load.stop()
  }
  await waitFor(async () => (await api.call('/v1/batches')).status === 200 || null)
  await api.post(`${batch.links.self}/pause`, '')
  const types: (string | undefined)[] = []
  while (types.at(-1) !== 'batch.paused') types.push((await stream.next())?.type)
  expect(types).toContain('job.queued')
  await stream.close()
}, 60_000)

it('takes one long stall for no flood', async () => {
  const end = performance.now() + EVENT_LOOP_TURN_MS * 2
  while (performance.now() < end);
  const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await api.call('/v1/system')).status))
  expect(new Set(statuses)).toEqual(new Set([200]))
})

it('takes 10,000 jobs while others are served', async () => {
  const jobs = Array.from({ length: 10_000 }, (_job, index) => ({ ...JOB, reference: `SKU-${index}` }))
  const accepted = api.post('/v1/batches', { jobs })
  const done = { isDone: false }
  void accepted.finally(() => {
    done.isDone = true
  })
  const statuses: number[] = []
  while (!done.isDone) statuses.push((await api.call('/v1/system')).status)
  expect((await accepted).status).toBe(202)
  expect(new Set(statuses)).toEqual(new Set([200]))
})

it('stops before the heap or the memory of the machine does', () => {
  expect(HEAP_USED_BYTES).toBeLessThan(getHeapStatistics().heap_size_limit)
  expect(HEAP_USED_BYTES).toBeGreaterThan(getHeapStatistics().heap_size_limit / 2)
  expect(RESIDENT_BYTES).toBeLessThan(totalmem())
})
