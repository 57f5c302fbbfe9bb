import { type CountedWindow, createDatabase, type Database, openInstallation } from '@nemo-batch/database'
import { createTestDatabase, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSharedCounts, type SharedCounts } from './shared-counts.ts'

let server: TestDatabase
let db: Database
const open: SharedCounts[] = []
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
})
afterAll(async () => {
  for (const counts of open) await counts.close()
  await db.close()
  await server.drop()
})

type Add = (counts: ReadonlyMap<string, number>, windowMs: number) => Promise<readonly CountedWindow[]>

/** What one API process counts with. */
function givenProcess(around: (add: Add) => Add = (add) => add) {
  const installation = openInstallation(db)
  const troubles: unknown[] = []
  const counts = createSharedCounts({
    add: around(installation.addRequestCounts),
    dropEnded: installation.dropEndedCounts,
    onTrouble: (error) => troubles.push(error),
  })
  open.push(counts)
  return { ...counts, troubles }
}

const toldOf = async (key: string): Promise<number> => {
  const { rows } = await db.query<{ count: number }>('SELECT count FROM request_counts WHERE key = $1', [key])
  return rows[0]?.count ?? 0
}
const countTimes = ({ count }: Pick<SharedCounts, 'count'>, key: string, times: number): number[] =>
  Array.from({ length: times }, () => count(key).count)

it('counts exactly in one process, without waiting for the database', () => {
  expect(countTimes(givenProcess(), 'exact', 4)).toEqual([1, 2, 3, 4])
})

it('sums up what several processes count, and each learns the sum', async () => {
  const [one, two] = [givenProcess(), givenProcess()]
  countTimes(one, 'summed', 100)
  countTimes(two, 'summed', 50)
  await expect.poll(() => toldOf('summed')).toBe(150)
  one.count('summed')
  two.count('summed')
  await expect.poll(() => toldOf('summed')).toBe(152)
  await expect.poll(() => one.count('summed').count).toBeGreaterThan(152)
  expect(two.count('summed').count).toBeGreaterThan(150)
})

it('goes on by itself while the database is away, says so once, and loses no count', async () => {
  let isAway = true
  let tries = 0
  const counting = givenProcess((add) => async (counts, windowMs) => {
    tries += 1
    if (isAway) throw new Error('away')
    return add(counts, windowMs)
  })
  expect(countTimes(counting, 'patient', 3)).toEqual([1, 2, 3])
  await expect.poll(() => tries, { timeout: 5_000 }).toBeGreaterThan(1)
  expect(counting.troubles).toHaveLength(1)
  expect(counting.count('patient').count).toBe(4)
  isAway = false
  await expect.poll(() => toldOf('patient'), { timeout: 5_000 }).toBe(4)
})

it('begins a window anew when it has ended, and forgets it then', async () => {
  const installation = openInstallation(db)
  const add = async () => (await installation.addRequestCounts(new Map([['window', 3]]), 60_000))[0]
  expect(await add()).toMatchObject({ key: 'window', count: 3 })
  expect((await add())?.count).toBe(6)
  await db.query(`UPDATE request_counts SET ends_at = now() - interval '1 ms' WHERE key = 'window'`)
  const anew = await add()
  expect(anew?.count).toBe(3)
  expect(anew?.leftMs).toBeGreaterThan(59_000)
  await db.query(`UPDATE request_counts SET ends_at = now() - interval '1 ms' WHERE key = 'window'`)
  await installation.dropEndedCounts()
  expect(await toldOf('window')).toBe(0)
})
