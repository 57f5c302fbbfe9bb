import { checkInvariants, createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blockAccount } from './account-blocks.ts'
import { admitJobs } from './admission.ts'
import { cancelBatch, pauseBatch, resumeBatch, retryBatch } from './batch-acts.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { cancelJob, retryJob } from './job-acts.ts'
import { failJob, givenBatch, hold } from './testing/given-jobs.ts'

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
const BLOCK = { reason: 'credits_exhausted', message: 'no credits', action_url: null } as const
const placeOf = (batchId: string) => ({ projectId: PROJECT, batchId })
const batchRow = async (id: string): Promise<Row> =>
  (await db.query<Row>('SELECT * FROM batches WHERE id = $1', [id])).rows[0] ?? {}
const ownEvents = async (batchId: string): Promise<string[]> => {
  const { rows } = await db.query<Row>(
    `SELECT replace(type, 'batch.', '') AS type FROM events WHERE batch_id = $1 AND job_id IS NULL ORDER BY seq`,
    [batchId],
  )
  return rows.map(({ type }) => type)
}

async function given(jobs: number, maxActiveJobs = 8) {
  const accountId = await seedAccount(db, maxActiveJobs)
  const { batchId, jobIds } = await givenBatch(db, accountId, jobs)
  return { accountId, batchId, jobIds }
}

describe('a canceled batch', () => {
  it('ends 1,200 queued jobs, each with its event', async () => {
    const { batchId } = await given(1_200)
    expect(await cancelBatch(db, placeOf(batchId))).toMatchObject({ kind: 'done', wakeUps: [] })
    expect(await batchRow(batchId)).toMatchObject({ queued: 0, canceled: 1_200, status: 'canceled' })
    const { rows } = await db.query<Row>(
      `SELECT count(*)::int AS count FROM events WHERE batch_id = $1 AND type = 'job.canceled'`,
      [batchId],
    )
    expect(rows[0]).toEqual({ count: 1_200 })
    expect(await ownEvents(batchId)).toEqual(['created', 'canceled'])
  })

  it('tells its workers to end running jobs, and wakes those that wait', async () => {
    const { accountId, batchId, jobIds } = await given(5, 3)
    const wakeUps = await admitJobs(db, accountId)
    const [held, ...waiting] = wakeUps
    await hold(db, held?.jobId ?? '')
    const outcome = await cancelBatch(db, placeOf(batchId))
    const again = waiting.map(({ jobId, wakeNumber }) => ({ jobId, wakeNumber: wakeNumber + 1 }))
    expect(outcome).toEqual({ kind: 'done', accountId, wakeUps: expect.arrayContaining(again) })
    expect(outcome.kind === 'done' && outcome.wakeUps).toHaveLength(2)
    expect(await batchRow(batchId)).toMatchObject({ running: 3, canceled: 2, status: 'running' })
    const { rows } = await db.query<Row>('SELECT id FROM jobs WHERE id = ANY($1) AND cancel_requested_at IS NOT NULL', [
      jobIds,
    ])
    expect(rows.map(({ id }) => id).sort()).toEqual(wakeUps.map(({ jobId }) => jobId).sort())
  })

  it.each(['queued', 'paused', 'blocked'])(
    'that was %s is told to have been canceled once, and not to have completed',
    async (was) => {
      const { accountId, batchId } = await given(4, 1)
      const [first] = await admitJobs(db, accountId)
      await failJob(db, first?.jobId ?? '', { code: 'internal', stage: 'session' })
      if (was === 'paused') await pauseBatch(db, placeOf(batchId))
      if (was === 'blocked') {
        await blockAccount(db, accountId, BLOCK, null)
        await admitJobs(db, accountId)
        expect(await batchRow(batchId)).toMatchObject({ blocked: 3 })
      }
      await cancelBatch(db, placeOf(batchId))
      expect(await batchRow(batchId)).toMatchObject({ failed: 1, canceled: 3, status: 'canceled', paused_at: null })
      expect(await ownEvents(batchId)).toEqual(['created', 'started', ...(was === 'queued' ? [] : [was]), 'canceled'])
    },
  )

  it('says that it costs what was spent before', async () => {
    const { jobIds, batchId } = await given(2)
    await db.query(`UPDATE jobs SET credits_spent = 50, stage = 'render' WHERE id = $1`, [jobIds[0]])
    await cancelBatch(db, placeOf(batchId))
    const { rows } = await db.query<Row>(
      `SELECT job_id, data FROM events WHERE batch_id = $1 AND type = 'job.canceled' ORDER BY job_id`,
      [batchId],
    )
    expect(rows).toEqual([
      { job_id: jobIds[0], data: { stage: 'render', billed: true, render_canceled: false } },
      { job_id: jobIds[1], data: { stage: null, billed: false, render_canceled: false } },
    ])
  })
})

it('ends a blocked job at once, without giving back a slot that it does not hold', async () => {
  const { accountId, batchId, jobIds } = await given(1)
  await blockAccount(db, accountId, BLOCK, null)
  await admitJobs(db, accountId)
  expect(await cancelJob(db, { projectId: PROJECT, jobId: jobIds[0] ?? '' })).toMatchObject({ kind: 'done' })
  const { rows } = await db.query<Row>('SELECT status, blocked, wake_at FROM jobs WHERE batch_id = $1', [batchId])
  expect(rows).toEqual([{ status: 'canceled', blocked: null, wake_at: null }])
})

it('resumes a batch that was paused while the whole of it was running', async () => {
  const { accountId, batchId } = await given(2)
  await admitJobs(db, accountId)
  await pauseBatch(db, placeOf(batchId))
  expect(await batchRow(batchId)).toMatchObject({ status: 'paused', running: 2 })
  await resumeBatch(db, placeOf(batchId))
  expect(await batchRow(batchId)).toMatchObject({ status: 'running', paused_at: null })
})

it('does not wait for a batch that is being taken in on the same account', async () => {
  const { accountId, batchId } = await given(2, 1)
  const intake = db.transaction(async (tx) => {
    await tx.query(`INSERT INTO batches (id, project_id, account_id) VALUES ('batch_new', $1, $2)`, [
      PROJECT,
      accountId,
    ])
    expect(await admitJobs(db, accountId)).toHaveLength(1)
    expect(await cancelBatch(db, placeOf(batchId))).toMatchObject({ kind: 'done' })
    throw new Error('taken back')
  })
  await expect(intake).rejects.toThrow('taken back')
})

it('never finds what another project has', async () => {
  const { batchId, jobIds } = await given(1)
  const foreign = { projectId: 'proj_other', batchId, jobId: jobIds[0] ?? '' }
  for (const act of [cancelBatch, pauseBatch, resumeBatch, retryBatch])
    expect(await act(db, foreign)).toEqual({ kind: 'not_found' })
  for (const act of [cancelJob, retryJob]) expect(await act(db, foreign)).toEqual({ kind: 'not_found' })
})

it('keeps counts, slots and events whole while cancels, retries, admissions and workers meet', async () => {
  const { accountId, batchId, jobIds } = await given(60, 6)
  const other = await givenBatch(db, accountId, 40)
  const work = async (): Promise<void> => {
    for (const { jobId } of await admitJobs(db, accountId)) {
      // somebody may have asked for its end meanwhile, and another worker may have been woken for it
      const failure = { code: 'internal', stage: 'session' } as const
      await failJob(db, jobId, failure).catch((error: Error) => expect(error.message).toContain('cannot be held'))
    }
  }
  await Promise.all([
    ...jobIds.slice(0, 50).map((jobId) => cancelJob(db, { projectId: PROJECT, jobId })),
    ...Array.from({ length: 50 }, work),
    ...Array.from({ length: 5 }, () => retryBatch(db, placeOf(other.batchId))),
    pauseBatch(db, placeOf(other.batchId)),
    resumeBatch(db, placeOf(other.batchId)),
    cancelBatch(db, placeOf(batchId)),
    cancelBatch(db, placeOf(other.batchId)),
  ])
  expect(await checkInvariants({ db, allow: { unfinished: true } })).toEqual([])
  const { rows } = await db.query<Row>(
    `SELECT count(*)::int AS left FROM jobs WHERE batch_id = $1 AND status IN ('queued', 'blocked')
       OR batch_id = $1 AND status = 'running' AND cancel_requested_at IS NULL`,
    [batchId],
  )
  expect(rows[0]).toEqual({ left: 0 })
})
