import { type JobErrorCode, MAX_ERROR_GROUPS, toJobError } from '@nemo-batch/domain'
import { newId } from '@nemo-batch/runtime'
import { createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase, type Database } from './connection.ts'
import { readErrorGroups } from './error-groups.ts'
import { givenBatch } from './testing/given-jobs.ts'

let server: TestDatabase
let db: Database
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
})
afterAll(async () => {
  await db.close()
  await server.drop()
})

const START = Date.UTC(2026, 10, 21, 9)
const at = (minute: number): Date => new Date(START + minute * 60_000)
const HOUR = { from: at(0), to: at(60) }

type Failure = { minute: number; code?: JobErrorCode; message: string; stands?: boolean }

/** Batches with a job for each list of failures, which came one after the other; the last stands, unless it says no. */
async function given(...batches: Failure[][][]) {
  const projectId = newId('proj')
  await db.query('INSERT INTO projects (id, name) VALUES ($1, $1)', [projectId])
  const made: { batchId: string; jobIds: string[] }[] = []
  for (const jobs of batches) {
    const batch = await givenBatch(db, await seedAccount(db), jobs.length, { projectId, name: `batch ${made.length}` })
    made.push(batch)
    for (const [index, failures] of jobs.entries()) await fail(projectId, batch, batch.jobIds[index] ?? '', failures)
  }
  return { projectId, batches: made }
}

async function fail(projectId: string, { batchId }: { batchId: string }, jobId: string, failures: Failure[]) {
  for (const [
    index,
    { minute, code = 'internal', message, stands = index === failures.length - 1 },
  ] of failures.entries()) {
    const error = JSON.stringify(toJobError({ code, message, billed: false }, 'upload'))
    await db.query(
      `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data, created_at)
       VALUES ($1, $2, $3, $4, 'job.failed', $5, jsonb_build_object('error', $6::jsonb), $7)`,
      [newId('evt'), projectId, batchId, jobId, index + 2, error, at(minute)],
    )
    if (stands)
      await db.query(`UPDATE jobs SET status = 'failed', error = $2, completed_at = $3 WHERE id = $1`, [
        ...[jobId, error, at(minute)],
      ])
  }
}

it('puts together what differs in names and numbers alone, what happened last first', async () => {
  const { projectId, batches } = await given(
    [[{ minute: 1, message: 'Job 1 hit "a"' }], [{ minute: 5, message: 'Job 2 hit "b"' }]],
    [[{ minute: 3, message: 'Job 3 hit "c"' }], [{ minute: 9, code: 'no_change', message: 'Job 4 hit "d"' }]],
  )
  const { groups, ...rest } = await readErrorGroups(db, projectId, HOUR)
  expect(rest).toEqual({ hasMore: false, isTruncated: false })
  const [first, second] = batches
  expect(groups).toMatchObject([
    { code: 'no_change', failures: 1 },
    {
      ...{ code: 'internal', message: 'Job … hit "…"', failures: 3, jobsFailed: 3, batchCount: 2 },
      ...{ firstSeen: at(1), lastSeen: at(5), sampleJobId: expect.stringMatching(/^job_/) },
      batches: [second, first].map((batch) => ({ id: batch?.batchId, name: expect.stringMatching(/^batch /) })),
      error: { stage: 'upload', fix_by: 'operator', billed: false },
    },
  ])
  expect(new Set(groups.map(({ id }) => id)).size).toBe(2)
  const again = await readErrorGroups(db, projectId, { from: at(4), to: at(6) })
  expect(again.groups.map(({ id }) => id)).toEqual([groups[1]?.id])
})

it('counts each failure of the span, and each job that still stands failed with it once', async () => {
  const message = 'It broke'
  const { projectId } = await given([
    [
      { minute: 1, message },
      { minute: 2, message },
    ],
    [{ minute: 3, message, stands: false }],
    [
      { minute: 4, message },
      { minute: 5, message: 'Something else' },
    ],
    [{ minute: -1, message }],
    [{ minute: 60, message }],
  ])
  const { groups } = await readErrorGroups(db, projectId, HOUR)
  expect(groups).toMatchObject([
    { message: 'Something else', failures: 1, jobsFailed: 1 },
    { message, failures: 4, jobsFailed: 1 },
  ])
})

it('tells of one batch, or of one project, and nothing else', async () => {
  const { projectId, batches } = await given([[{ minute: 1, message: 'Here' }]], [[{ minute: 1, message: 'There' }]])
  const batchId = batches[0]?.batchId
  expect((await readErrorGroups(db, projectId, { ...HOUR, batchId })).groups).toMatchObject([{ message: 'Here' }])
  expect((await readErrorGroups(db, 'proj_default', { ...HOUR, batchId })).groups).toEqual([])
})

it('says when there are more groups than are told', async () => {
  const words = Array.from({ length: MAX_ERROR_GROUPS + 1 }, (_, index) =>
    String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26)),
  )
  const { projectId } = await given([words.map((message) => ({ minute: 1, message, stands: false }))])
  const { groups, hasMore } = await readErrorGroups(db, projectId, HOUR)
  expect([groups.length, hasMore]).toEqual([MAX_ERROR_GROUPS, true])
  // what was written last happened last
  expect(groups.at(0)?.message).toBe(words.at(-1))
})
