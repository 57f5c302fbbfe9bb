import { createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBatch } from './batch-intake.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { type JobFilter, listJobs } from './job-pages.ts'
import { givenBatch, inChunks, newJob } from './testing/given-jobs.ts'

let server: TestDatabase
let db: Database
let accountId: string
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
  accountId = await seedAccount(db)
})
afterAll(async () => {
  await db.close()
  await server.drop()
})

const PROJECT = 'proj_default'

/** Pages through a list from its beginning to its end; `whileReading` comes between any two pages. */
async function readAll(
  filter: JobFilter,
  whileReading: (page: number) => Promise<void> = async () => {},
): Promise<string[]> {
  const ids: string[] = []
  for (let page = 1, before: string | null = null; ; page++) {
    const { items, hasMore } = await listJobs(db, { ...filter, projectId: PROJECT, limit: 100, before })
    ids.push(...items.map(({ id }) => id))
    if (!hasMore) return ids
    before = ids.at(-1) ?? null
    await whileReading(page)
  }
}

it('gives each of 5,000 jobs once, newest first, while 5,000 more arrive, some of which were begun before', async () => {
  const { jobIds } = await givenBatch(db, accountId, 5_000)
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
  const { promise: isWritten, resolve: written } = Promise.withResolvers<void>()
  const batch = {
    projectId: PROJECT,
    accountId,
    name: 'late',
    metadata: {},
    defaults: {},
    isOpen: false,
    scheduledAt: null,
  }
  const late = db.transaction(async (tx) => {
    await createBatch(tx, batch, inChunks(Array.from({ length: 100 }, () => newJob())))
    written()
    await mayCommit
  })
  await isWritten
  const arriving = (async () => {
    for (let size = 700, arrived = 0; arrived < 4_900; arrived += size)
      await givenBatch(db, await seedAccount(db), size)
  })()
  const seen = await readAll({}, async (page) => {
    if (page === 2) commit()
    if (page === 3) await late
  })
  await arriving
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(seen.toSorted().reverse())
  const first = new Set(jobIds)
  expect(seen.filter((id) => first.has(id))).toHaveLength(5_000)
})

it('finds what each filter asks for, of any batch, through an index of its own', async () => {
  const { batchId, jobIds } = await givenBatch(db, accountId, [
    newJob({ reference: 'SKU-1' }),
    newJob({ reference: 'SKU-2' }),
  ])
  const [one = '', two = ''] = jobIds
  await db.query(`UPDATE jobs SET status = 'failed', error = '{"code":"no_change"}' WHERE id = $1`, [one])
  await db.query(`UPDATE jobs SET status = 'canceled' WHERE id = $1`, [two])
  const cases: [JobFilter, string[]][] = [
    [{ reference: 'SKU-1' }, [one]],
    [{ errorCode: 'no_change' }, [one]],
    [{ status: 'canceled' }, [two]],
    [{ batchId }, [two, one]],
    [{ batchId, status: 'failed' }, [one]],
    [{ batchId, errorCode: 'no_change', reference: 'SKU-2' }, []],
  ]
  for (const [filter, ids] of cases) expect(await readAll(filter)).toEqual(ids)
  expect(await listJobs(db, { batchId, projectId: 'proj_other', limit: 20, before: null })).toEqual({
    items: [],
    hasMore: false,
  })
})

it.each([
  [`project_id = 'p' AND status = 'failed'`, 'jobs_by_status'],
  [`project_id = 'p' AND reference = 'SKU-1'`, 'jobs_by_reference'],
  [`project_id = 'p' AND error->>'code' = 'no_change'`, 'jobs_by_error_code'],
  [`project_id || '' = 'p' AND batch_id = 'b'`, 'jobs_by_batch'],
])('reads a page of %s out of an index that holds them in order', async (condition, index) => {
  const plan = await db.transaction(async (tx) => {
    // with so few rows, everything is cheap: what is asked is whether it can be done in order
    await tx.query('SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off')
    const { rows } = await tx.query<Row>(`EXPLAIN SELECT * FROM jobs WHERE ${condition} ORDER BY id DESC LIMIT 20`)
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n')
  })
  expect(plan).toContain(index)
  expect(plan).not.toContain('Sort')
})
