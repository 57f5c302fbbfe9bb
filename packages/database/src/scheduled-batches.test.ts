import { checkInvariants, createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { blockAccount } from './account-blocks.ts'
import { accountsToAdmit, admitJobs } from './admission.ts'
import { cancelBatch, closeBatch, pauseBatch, resumeBatch } from './batch-acts.ts'
import { addJobs, type NewBatch } from './batch-intake.ts'
import { listBatches } from './batch-pages.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { cancelJob } from './job-acts.ts'
import { findDueBatches, startDueBatch } from './scheduled-batches.ts'
import { givenBatch, inChunks, newJob } from './testing/given-jobs.ts'

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

const HOUR_MS = 3_600_000
const projectId = 'proj_default'
const inHours = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS)

async function given(asked: Partial<NewBatch> = { scheduledAt: inHours(1) }, jobs = 2) {
  const accountId = await seedAccount(db)
  const { batchId, jobIds } = await givenBatch(db, accountId, jobs, asked)
  return { accountId, batchId, jobIds, place: { projectId, batchId } }
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
const comeTime = (batchId: string) =>
  db.query(`UPDATE batches SET scheduled_at = now() - interval '1 ms' WHERE id = $1`, [batchId])
const sweep = async (): Promise<void> => {
  for (const batch of await findDueBatches(db, 100)) await startDueBatch(db, batch)
}

it('waits, and nothing of it is begun before its time', async () => {
  const { accountId, batchId } = await given()
  await sweep()
  expect(await accountsToAdmit(db)).not.toContain(accountId)
  expect(await admitJobs(db, accountId)).toEqual([])
  expect(await batchRow(batchId)).toMatchObject({ status: 'scheduled', queued: 2 })
  const page = { projectId, limit: 10, before: null }
  expect((await listBatches(db, { ...page, status: 'scheduled' })).items.map(({ id }) => id)).toContain(batchId)
})

it('goes on when its time has come, once, however many workers find that out', async () => {
  const { accountId, batchId } = await given()
  await comeTime(batchId)
  await Promise.all([sweep(), sweep(), sweep()])
  expect(await batchRow(batchId)).toMatchObject({ status: 'queued', is_scheduled: false })
  expect(await accountsToAdmit(db)).toContain(accountId)
  expect((await Promise.all([admitJobs(db, accountId), admitJobs(db, accountId)])).flat()).toHaveLength(2)
  expect(await ownEvents(batchId)).toEqual(['created', 'started'])
})

it.each([
  ['has passed', inHours(-1)],
  ['is before all clocks', new Date('0000-01-01T00:00:00Z')],
  ['was never named', null],
])('a batch whose time %s is begun at once', async (_what, scheduledAt) => {
  const { accountId, batchId } = await given({ scheduledAt })
  expect(await batchRow(batchId)).toMatchObject({ status: 'queued', scheduled_at: scheduledAt })
  expect(await admitJobs(db, accountId)).toHaveLength(2)
})

it('that went on does not wait again when the clock is set back', async () => {
  const { accountId, batchId } = await given()
  await comeTime(batchId)
  await sweep()
  await db.query(`UPDATE batches SET scheduled_at = now() + interval '1 h' WHERE id = $1`, [batchId])
  await sweep()
  expect(await admitJobs(db, accountId)).toHaveLength(2)
})

it('can be paused while it waits, and then waits to be resumed as well', async () => {
  const { accountId, batchId, place } = await given()
  await pauseBatch(db, place)
  expect(await batchRow(batchId)).toMatchObject({ status: 'paused' })
  await resumeBatch(db, place)
  expect(await batchRow(batchId)).toMatchObject({ status: 'scheduled' })
  await pauseBatch(db, place)
  await comeTime(batchId)
  await sweep()
  expect(await batchRow(batchId)).toMatchObject({ status: 'paused', is_scheduled: false })
  expect(await admitJobs(db, accountId)).toEqual([])
  await resumeBatch(db, place)
  expect(await batchRow(batchId)).toMatchObject({ status: 'queued' })
  expect(await ownEvents(batchId)).toEqual(['created', 'paused', 'resumed', 'paused', 'resumed'])
})

it('can be canceled while it waits, whole or job by job, and its time brings nothing back', async () => {
  const whole = await given()
  await cancelBatch(db, whole.place)
  const single = await given(undefined, 1)
  await cancelJob(db, { projectId, jobId: single.jobIds[0] ?? '' })
  for (const { batchId } of [whole, single]) await comeTime(batchId)
  await sweep()
  for (const { batchId, accountId } of [whole, single]) {
    expect(await batchRow(batchId)).toMatchObject({ status: 'canceled', queued: 0 })
    expect(await admitJobs(db, accountId)).toEqual([])
    expect(await ownEvents(batchId)).toEqual(['created', 'canceled'])
  }
})

it('is not shown as blocked before its time, when it is that its account is blocked', async () => {
  const { accountId, batchId } = await given()
  await blockAccount(db, accountId, { reason: 'plan_required', message: 'a plan is needed', action_url: null }, null)
  await admitJobs(db, accountId)
  expect(await batchRow(batchId)).toMatchObject({ status: 'scheduled', queued: 2 })
  await comeTime(batchId)
  await sweep()
  await admitJobs(db, accountId)
  expect(await batchRow(batchId)).toMatchObject({ status: 'blocked', blocked: 2 })
})

it('can be open as well: it grows while it waits, and is closed or goes on by itself', async () => {
  const { accountId, batchId, place } = await given({ scheduledAt: inHours(1), isOpen: true }, 0)
  expect(await batchRow(batchId)).toMatchObject({ status: 'scheduled' })
  await db.transaction((tx) => addJobs(tx, place, inChunks([newJob()]), { maxJobs: 10 }))
  expect(await admitJobs(db, accountId)).toEqual([])
  await closeBatch(db, place)
  expect(await batchRow(batchId)).toMatchObject({ status: 'scheduled', queued: 1 })
  await comeTime(batchId)
  await sweep()
  expect(await admitJobs(db, accountId)).toHaveLength(1)
})
