import { createTestDatabase, seedAccount, seedBatch, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Changes, createChangeWatch } from './change-watch.ts'
import { createDatabase, type Database } from './connection.ts'

let db: Database
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await createTestDatabase()
  db = createDatabase({ url: database.url })
  drop = database.drop
})
afterAll(async () => {
  await db.close()
  await drop()
})

const EVERYTHING = { projectId: 'proj_default', jobs: true, webhooks: true, installation: true }

/** The database, and how it is looked at. */
function looked() {
  const state = { looks: 0, atOnce: 0, mostAtOnce: 0, isAway: false }
  const query: Database['query'] = async (text, values) => {
    state.looks += 1
    state.atOnce += 1
    state.mostAtOnce = Math.max(state.mostAtOnce, state.atOnce)
    try {
      if (state.isAway) throw new Error('away')
      return await db.query(text, values)
    } finally {
      state.atOnce -= 1
    }
  }
  return { state, query }
}

it('makes one look at a time for all readers, and none when nobody reads', async () => {
  const { state, query } = looked()
  const watch = createChangeWatch({ query }, () => undefined, 1)
  const told = new Set<number>()
  const readers = Array.from({ length: 50 }, (_, index) => watch.watch(EVERYTHING, () => told.add(index)))
  await Promise.all(readers.map(({ isWatching }) => isWatching))
  await seedBatch(db, await seedAccount(db), [{}])
  await waitFor(() => told.size === readers.length)
  expect(state.mostAtOnce).toBe(1)
  for (const reader of readers) reader.stop()
  await waitFor(() => state.atOnce === 0)
  const { looks } = state
  for (let turn = 0; turn < 20; turn++) await db.ping()
  expect(state.looks).toBe(looks)
  await watch.close()
})

it('says once that the database is away, and has everything read anew when it is back', async () => {
  const { state, query } = looked()
  const errors: Error[] = []
  const watch = createChangeWatch({ query }, (error) => errors.push(error), 1)
  const told: Changes[] = []
  const reader = watch.watch(EVERYTHING, (changes) => told.push(changes))
  await reader.isWatching
  state.isAway = true
  const { looks } = state
  await waitFor(() => state.looks > looks + 3)
  expect([errors.length, told]).toEqual([1, []])
  state.isAway = false
  await waitFor(() => told.length > 0)
  expect(told[0]).toMatchObject({ isCut: true })
  expect(told[0]?.topics).toHaveLength(7)
  reader.stop()
  await watch.close()
})

it('counts for a new reader from a moment before it is told to begin', async () => {
  const watch = createChangeWatch(db, () => undefined, 1)
  const first = watch.watch({ ...EVERYTHING, installation: false }, () => undefined)
  await first.isWatching
  for (let turn = 0; turn < 5; turn++) {
    const topics: string[] = []
    const reader = watch.watch(EVERYTHING, (changes) => topics.push(...changes.topics))
    await reader.isWatching
    await seedAccount(db)
    await waitFor(() => topics.includes('accounts'))
    reader.stop()
  }
  first.stop()
  await watch.close()
})

it('has everything read anew after more changes than one look takes', async () => {
  const watch = createChangeWatch(db, () => undefined, 1)
  const told: Changes[] = []
  const reader = watch.watch({ ...EVERYTHING, installation: false }, (changes) => told.push(changes))
  await reader.isWatching
  await db.query(
    `INSERT INTO events (id, project_id, batch_id, type, seq)
     SELECT 'evt_' || number, 'proj_other', 'batch_1', 'batch.progress', number FROM generate_series(1, 5_000) AS number`,
  )
  await waitFor(() => told.length > 0)
  expect(told[0]).toMatchObject({ isCut: true, topics: ['webhook_endpoints', 'webhook_deliveries'] })
  reader.stop()
  await watch.close()
})
