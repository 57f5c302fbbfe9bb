import { checkInvariants, createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { admitJobs } from './admission.ts'
import { cancelBatch, retryBatch } from './batch-acts.ts'
import { type BatchFilter, findBatch, listBatches } from './batch-pages.ts'
import { createDatabase, type Database } from './connection.ts'
import { recordJob } from './job-moves.ts'
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

it('shows what all jobs of a batch have spent, whether they run, have ended, wait again or are canceled', async () => {
  const accountId = await seedAccount(db, 2)
  const { batchId, jobIds } = await givenBatch(db, accountId, 3)
  const [first = '', second = ''] = jobIds
  const spent = async () => (await findBatch(db, PROJECT, batchId))?.creditsSpent
  await admitJobs(db, accountId)
  for (const [jobId, credits] of [
    [first, 50],
    [second, 100],
  ] as const) {
    const lease = await hold(db, jobId)
    if (lease !== null) await recordJob(db, lease, 0, { job: { creditsSpent: credits } })
  }
  expect(await spent()).toBe(150)
  await db.query('UPDATE jobs SET lease_token = NULL, lease_expires_at = NULL, wake_at = now() WHERE id = $1', [first])
  await failJob(db, first, { code: 'render_failed', stage: 'render' }, { job: { creditsSpent: 60 } })
  expect(await spent()).toBe(160)
  await retryBatch(db, { projectId: PROJECT, batchId }, {})
  expect(await spent()).toBe(160)
  await cancelBatch(db, { projectId: PROJECT, batchId })
  expect(await spent()).toBe(160)
})

it('finds batches by status and by a part of their name', async () => {
  const accountId = await seedAccount(db)
  const { batchId } = await givenBatch(db, accountId, 1, { name: '春季 Catalogue 100%' })
  const find = async (filter: BatchFilter) =>
    (await listBatches(db, { ...filter, projectId: PROJECT, limit: 20, before: null })).items.map(({ id }) => id)
  expect(await find({ name: 'talogue 100%' })).toEqual([batchId])
  expect(await find({ name: '春' })).toEqual([batchId])
  expect(await find({ name: '10_%' })).toEqual([])
  expect(await find({ name: 'catalogue', status: 'queued' })).toEqual([batchId])
})
