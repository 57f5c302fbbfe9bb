import { createTestDatabase, seedAccount, type TestDatabase, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lockAccount } from './account-lock.ts'
import { admitJobs } from './admission.ts'
import { cancelBatch } from './batch-acts.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
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

it('a batch is canceled while a worker writes of a job of it, and neither is in the way of the other', async () => {
  const accountId = await seedAccount(db)
  const { batchId, jobIds } = await givenBatch(db, accountId, 1)
  await admitJobs(db, accountId)
  let canceling: ReturnType<typeof cancelBatch> | undefined
  // as a move does: a row updated a second time in one transaction has its references to batch and account checked
  await db.transaction(async (tx) => {
    const update = () => tx.query('UPDATE jobs SET last_seq = last_seq WHERE id = $1', [jobIds[0]])
    await update()
    canceling = cancelBatch(db, { projectId: 'proj_default', batchId })
    canceling.catch(() => undefined)
    await waitFor(isSomebodyWaiting, { describe: 'the cancel to wait for the job' })
    await update()
  })
  expect(await canceling).toMatchObject({ kind: 'done' })
})

it('a batch appears to no admission under way: its jobs would be told to start before they are told to be queued', async () => {
  const accountId = await seedAccount(db)
  let making: ReturnType<typeof givenBatch> | undefined
  await db.transaction(async (tx) => {
    await lockAccount(tx, accountId)
    making = givenBatch(db, accountId, 1)
    making.catch(() => undefined)
    await waitFor(isSomebodyWaiting, { describe: 'the batch to wait for its turn' })
    expect((await tx.query('SELECT 1 FROM batches WHERE account_id = $1', [accountId])).rows).toEqual([])
  })
  expect((await making)?.jobIds).toHaveLength(1)
})

async function isSomebodyWaiting(): Promise<boolean> {
  const { rows } = await db.query<Row>(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return rows.length > 0
}
