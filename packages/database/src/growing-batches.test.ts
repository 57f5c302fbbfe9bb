import { checkInvariants, createTestDatabase, seedAccount, type TestDatabase, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admitJobs } from './admission.ts'
import { cancelBatch, closeBatch, pauseBatch, resumeBatch, retryBatch } from './batch-acts.ts'
import { type Addition, addJobs, createBatch } from './batch-intake.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { cancelJob } from './job-acts.ts'
import { FileGone, type NewJob } from './new-jobs.ts'
import { failJob, givenBatch, inChunks, newJob } from './testing/given-jobs.ts'

let server: TestDatabase
let db: Database
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
})
afterAll(async () => {
  expect(await checkInvariants({ db, allow: { unfinished: true } })).toEqual([])
  await db.close()
  await server.drop()
})

const PROJECT = 'proj_default'
const LIMITS = { maxJobs: 1_000 }
const placeOf = (batchId: string) => ({ projectId: PROJECT, batchId })
const jobsCalled = (...references: string[]): NewJob[] => references.map((reference) => newJob({ reference }))
const anonymous = (count: number): NewJob[] => Array.from({ length: count }, () => newJob())
const add = (batchId: string, jobs: readonly NewJob[], limits = LIMITS): Promise<Addition> =>
  db.transaction((tx) => addJobs(tx, placeOf(batchId), inChunks(jobs), limits))

async function given(jobs: number | readonly NewJob[] = 0, maxActiveJobs = 8) {
  const accountId = await seedAccount(db, maxActiveJobs)
  return { accountId, ...(await givenBatch(db, accountId, jobs, { isOpen: true })) }
}
const batchRow = async (id: string): Promise<Row> =>
  (await db.query<Row>('SELECT * FROM batches WHERE id = $1', [id])).rows[0] ?? {}
const ownEvents = async (batchId: string): Promise<string[]> => {
  const { rows } = await db.query<Row>(
    `SELECT replace(type, 'batch.', '') AS type FROM events WHERE batch_id = $1 AND job_id IS NULL ORDER BY seq`,
    [batchId],
  )
  return rows.map(({ type }) => type)
}
const countJobs = async (batchId: string): Promise<number> =>
  (await db.query<Row>('SELECT count(*)::int AS jobs FROM jobs WHERE batch_id = $1', [batchId])).rows[0]?.jobs
const endAll = async (accountId: string): Promise<void> => {
  for (const { jobId } of await admitJobs(db, accountId))
    await failJob(db, jobId, { code: 'internal', stage: 'session' })
}

/** An addition that has written its jobs and waits to be let go on. */
async function givenAdditionUnderWay(batchId: string) {
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>()
  let isWritten = false
  async function* chunks(): AsyncGenerator<readonly NewJob[]> {
    yield anonymous(3)
    isWritten = true
    await mayGoOn
  }
  const addition = db.transaction((tx) => addJobs(tx, placeOf(batchId), chunks(), LIMITS))
  await waitFor(() => isWritten, { describe: 'the jobs to be written' })
  return { addition, goOn }
}

describe('an open batch', () => {
  it('may begin without jobs, and starts those that come as they come', async () => {
    const { accountId, batchId } = await given()
    expect(await batchRow(batchId)).toMatchObject({ status: 'queued', queued: 0, started_at: null })
    expect(await add(batchId, anonymous(2))).toEqual({ kind: 'added', accountId, jobCount: 2 })
    expect(await admitJobs(db, accountId)).toHaveLength(2)
    expect(await batchRow(batchId)).toMatchObject({ status: 'running', running: 2 })
    expect(await ownEvents(batchId)).toEqual(['created', 'started'])
  })

  it('goes on running when all its jobs have ended, and completes at the moment when it is closed', async () => {
    const { accountId, batchId } = await given(2)
    await endAll(accountId)
    expect(await batchRow(batchId)).toMatchObject({ status: 'running', failed: 2, completed_at: null })
    expect(await closeBatch(db, placeOf(batchId))).toMatchObject({ kind: 'done', accountId })
    expect(await batchRow(batchId)).toMatchObject({
      status: 'completed',
      is_open: false,
      completed_at: expect.any(Date),
    })
    expect(await closeBatch(db, placeOf(batchId))).toMatchObject({ kind: 'done' })
    expect(await ownEvents(batchId)).toEqual(['created', 'started', 'completed'])
  })

  it('that is closed with jobs left completes with the last of them', async () => {
    const { accountId, batchId } = await given(2)
    await closeBatch(db, placeOf(batchId))
    expect(await batchRow(batchId)).toMatchObject({ status: 'queued', queued: 2 })
    await endAll(accountId)
    expect(await batchRow(batchId)).toMatchObject({ status: 'completed', failed: 2 })
  })

  it('that is closed or canceled without ever having had a job has ended', async () => {
    const closed = await given()
    await closeBatch(db, placeOf(closed.batchId))
    expect(await batchRow(closed.batchId)).toMatchObject({ status: 'completed' })
    expect(await ownEvents(closed.batchId)).toEqual(['created', 'completed'])
    const canceled = await given()
    await cancelBatch(db, placeOf(canceled.batchId))
    expect(await batchRow(canceled.batchId)).toMatchObject({ status: 'canceled', is_open: false })
    expect(await ownEvents(canceled.batchId)).toEqual(['created', 'canceled'])
  })

  it('stays open when each of its jobs was canceled, and takes more', async () => {
    const { batchId, jobIds } = await given(1)
    await cancelJob(db, { projectId: PROJECT, jobId: jobIds[0] ?? '' })
    expect(await batchRow(batchId)).toMatchObject({ status: 'running', canceled: 1 })
    expect(await add(batchId, anonymous(1))).toMatchObject({ kind: 'added' })
    await closeBatch(db, placeOf(batchId))
    expect(await batchRow(batchId)).toMatchObject({ status: 'running', queued: 1 })
  })

  it('can be paused, and grows all the while', async () => {
    const { accountId, batchId } = await given(1)
    await pauseBatch(db, placeOf(batchId))
    await add(batchId, anonymous(1))
    expect(await admitJobs(db, accountId)).toEqual([])
    expect(await batchRow(batchId)).toMatchObject({ status: 'paused', queued: 2 })
    await resumeBatch(db, placeOf(batchId))
    expect(await admitJobs(db, accountId)).toHaveLength(2)
  })

  it('stays closed when failed jobs of it are retried', async () => {
    const { accountId, batchId } = await given(1)
    await endAll(accountId)
    await closeBatch(db, placeOf(batchId))
    await retryBatch(db, placeOf(batchId))
    expect(await batchRow(batchId)).toMatchObject({ status: 'queued', is_open: false, completed_at: null })
    expect(await add(batchId, anonymous(1))).toEqual({ kind: 'closed' })
  })
})

describe('adding jobs', () => {
  it('is refused by a batch that was never open, has been closed, canceled, or is of another project', async () => {
    const accountId = await seedAccount(db)
    const { batchId } = await givenBatch(db, accountId, 1)
    expect(await add(batchId, anonymous(1))).toEqual({ kind: 'closed' })
    const canceled = await given(1)
    await cancelBatch(db, placeOf(canceled.batchId))
    expect(await add(canceled.batchId, anonymous(1))).toEqual({ kind: 'closed' })
    const foreign = { projectId: 'proj_other', batchId: canceled.batchId }
    const refused = db.transaction((tx) => addJobs(tx, foreign, inChunks(anonymous(1)), LIMITS))
    expect(await refused).toEqual({ kind: 'not_found' })
  })

  it('names each reference that the batch has already, and adds nothing', async () => {
    const { batchId } = await given(jobsCalled('a', 'b'))
    const chunks = inChunks(jobsCalled('c', 'a'), [newJob(), ...jobsCalled('d', 'd', 'b')])
    expect(await db.transaction((tx) => addJobs(tx, placeOf(batchId), chunks, LIMITS))).toEqual({
      kind: 'duplicate_references',
      duplicates: [
        { index: 1, reference: 'a' },
        { index: 4, reference: 'd' },
        { index: 5, reference: 'b' },
      ],
    })
    const later = inChunks(jobsCalled('c'), jobsCalled('d', 'c'))
    expect(await db.transaction((tx) => addJobs(tx, placeOf(batchId), later, LIMITS))).toMatchObject({
      duplicates: [{ index: 2, reference: 'c' }],
    })
    expect([await countJobs(batchId), (await batchRow(batchId)).queued]).toEqual([2, 2])
    expect(await add(batchId, jobsCalled('c', 'd'))).toMatchObject({ kind: 'added', jobCount: 2 })
  })

  it('stops at what a batch may hold in all, however the jobs came', async () => {
    const { batchId } = await given(3)
    const limits = { maxJobs: 5 }
    expect(await add(batchId, anonymous(3), limits)).toEqual({ kind: 'too_many', total: 3 })
    expect(await countJobs(batchId)).toBe(3)
    expect(await add(batchId, anonymous(2), limits)).toMatchObject({ kind: 'added' })
    expect(await add(batchId, anonymous(1), limits)).toEqual({ kind: 'too_many', total: 5 })
  })

  it('leaves nothing when a file is gone', async () => {
    const { batchId } = await given(1)
    const media = [{ fileId: 'file_gone', sourceUrl: null, filename: 'a.jpg' }]
    const lost = newJob({ steps: [{ instruction: 'make a video', render: true, media }] })
    await expect(add(batchId, [newJob(), lost])).rejects.toThrow(FileGone)
    expect(await countJobs(batchId)).toBe(1)
  })

  it('many times at once puts all jobs in one row behind each other', async () => {
    const { batchId } = await given(5)
    const additions = await Promise.all(Array.from({ length: 8 }, () => add(batchId, anonymous(20))))
    expect(additions.map(({ kind }) => kind)).toEqual(Array(8).fill('added'))
    const { rows } = await db.query<Row>('SELECT position FROM jobs WHERE batch_id = $1 ORDER BY position', [batchId])
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 165 }, (_job, index) => index))
    expect(await batchRow(batchId)).toMatchObject({ queued: 165, status: 'queued' })
  })

  it('of the same references at once is done by one alone', async () => {
    const { batchId } = await given()
    const additions = await Promise.all(Array.from({ length: 4 }, () => add(batchId, jobsCalled('x', 'y'))))
    expect(additions.map(({ kind }) => kind).sort()).toEqual(['added', ...Array(3).fill('duplicate_references')])
    expect(await countJobs(batchId)).toBe(2)
  })

  it('at once never goes over what a batch may hold', async () => {
    const { batchId } = await given()
    const additions = await Promise.all(Array.from({ length: 4 }, () => add(batchId, anonymous(4), { maxJobs: 10 })))
    expect(additions.map(({ kind }) => kind).sort()).toEqual(['added', 'added', 'too_many', 'too_many'])
    expect(await countJobs(batchId)).toBe(8)
  })
})

describe('while jobs are added', () => {
  it('nobody waits: others are admitted and end, and what was added starts after them', async () => {
    const { accountId, batchId } = await given(2)
    const { addition, goOn } = await givenAdditionUnderWay(batchId)
    await endAll(accountId)
    expect(await batchRow(batchId)).toMatchObject({ failed: 2 })
    goOn()
    expect(await addition).toMatchObject({ kind: 'added', jobCount: 3 })
    expect(await admitJobs(db, accountId)).toHaveLength(3)
  })

  it.each([
    ['closed', closeBatch, 'completed'],
    ['canceled', cancelBatch, 'canceled'],
  ] as const)('the batch may be %s: the addition comes too late and leaves nothing', async (_what, act, status) => {
    const { batchId } = await given()
    const { addition, goOn } = await givenAdditionUnderWay(batchId)
    expect(await act(db, placeOf(batchId))).toMatchObject({ kind: 'done' })
    goOn()
    expect(await addition).toEqual({ kind: 'closed' })
    expect(await batchRow(batchId)).toMatchObject({ status, queued: 0 })
    expect(await countJobs(batchId)).toBe(0)
  })

  it('cancels and closes that meet them leave no job behind', async () => {
    for (const act of [cancelBatch, closeBatch]) {
      const { accountId, batchId } = await given(3)
      const additions = Array.from({ length: 6 }, () => add(batchId, anonymous(3)))
      const [ended, ...outcomes] = await Promise.all([act(db, placeOf(batchId)), ...additions])
      expect(ended).toMatchObject({ kind: 'done' })
      const added = outcomes.filter(({ kind }) => kind === 'added').length * 3
      const total = 3 + added
      const row = await batchRow(batchId)
      expect(row.queued + row.canceled).toBe(total)
      if (act === cancelBatch) expect(row).toMatchObject({ status: 'canceled', canceled: total })
      else while ((await batchRow(batchId)).status !== 'completed') await endAll(accountId)
    }
  })
})

describe('a batch that is made', () => {
  it('has each chunk written before it asks for the next', async () => {
    const accountId = await seedAccount(db)
    const written: number[] = []
    await db.transaction((tx) => {
      async function* chunks(): AsyncGenerator<readonly NewJob[]> {
        for (let chunk = 0; chunk < 3; chunk++) {
          const { rows } = await tx.query<Row>('SELECT id FROM jobs WHERE account_id = $1', [accountId])
          written.push(rows.length)
          yield anonymous(10)
        }
      }
      const fields = { projectId: PROJECT, accountId, name: null, metadata: {}, defaults: {} }
      const batch = { ...fields, isOpen: false, scheduledAt: null }
      return createBatch(tx, batch, chunks())
    })
    expect(written).toEqual([0, 10, 20])
  })

  it('tells first of itself and how many jobs it has, then of each of them', async () => {
    const accountId = await seedAccount(db)
    const { batchId } = await givenBatch(db, accountId, jobsCalled('a', 'b'))
    const { rows } = await db.query<Row>('SELECT type, data FROM events WHERE batch_id = $1 ORDER BY xact, position', [
      batchId,
    ])
    expect(rows).toEqual([
      { type: 'batch.created', data: { name: 'test', total: 2 } },
      { type: 'job.queued', data: { reference: 'a' } },
      { type: 'job.queued', data: { reference: 'b' } },
    ])
  })
})
