import { createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { blockAccount } from './account-blocks.ts'
import { admitJobs } from './admission.ts'
import { createDatabase, type Database } from './connection.ts'
import type { NewJob } from './new-jobs.ts'
import { pickAccount } from './pick-account.ts'
import { failJob, givenBatch, newJob } from './testing/given-jobs.ts'

let server: TestDatabase
let db: Database
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
})
beforeEach(() => db.query('TRUNCATE events, job_media, job_steps, jobs, batches, accounts CASCADE'))
afterAll(async () => {
  await db.close()
  await server.drop()
})

const jobs = (count: number, priority: NewJob['priority'] = 1): NewJob[] =>
  Array.from({ length: count }, () => newJob({ priority }))

describe('a free slot', () => {
  it('goes to the highest priority of all batches, and batches take turns among equals', async () => {
    const accountId = await seedAccount(db, 1)
    const large = await givenBatch(db, accountId, [...jobs(3, 1), ...jobs(1, 0)])
    const urgent = await givenBatch(db, accountId, [...jobs(1, 1), ...jobs(2, 2)])
    const nameOf = (jobId: string): string =>
      large.jobIds.includes(jobId) ? `large ${large.jobIds.indexOf(jobId)}` : `urgent ${urgent.jobIds.indexOf(jobId)}`
    const order: string[] = []
    for (let slot = 0; slot < 7; slot++)
      for (const { jobId } of await admitJobs(db, accountId)) {
        order.push(nameOf(jobId))
        await failJob(db, jobId, { code: 'internal', stage: 'session' })
      }
    expect(order).toEqual(['urgent 1', 'urgent 2', 'large 0', 'urgent 0', 'large 1', 'large 2', 'large 3'])
  })

  it('goes round all batches, though there are more of them than slots', async () => {
    const accountId = await seedAccount(db, 2)
    const batches: (readonly string[])[] = []
    for (let batch = 0; batch < 5; batch++) batches.push((await givenBatch(db, accountId, 4)).jobIds)
    const begun: number[] = []
    for (let turn = 0; turn < 3; turn++)
      for (const { jobId } of await admitJobs(db, accountId)) {
        begun.push(batches.findIndex((jobIds) => jobIds.includes(jobId)))
        await failJob(db, jobId, { code: 'internal', stage: 'session' })
      }
    expect(new Set(begun)).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  it('of many goes to a small batch too, though a large one came before', async () => {
    const accountId = await seedAccount(db, 4)
    const large = await givenBatch(db, accountId, 500)
    expect(await admitJobs(db, accountId)).toHaveLength(4)
    const small = await givenBatch(db, accountId, 2)
    for (const jobId of large.jobIds.slice(0, 2)) await failJob(db, jobId, { code: 'internal', stage: 'session' })
    expect((await admitJobs(db, accountId)).map(({ jobId }) => jobId).sort()).toEqual([...small.jobIds].sort())
  })
})

describe('a new batch runs on the account', () => {
  const pick = (ofSettings = 'acct_of_settings') => pickAccount(db, ofSettings)

  it('that has the fewest jobs for each slot', async () => {
    const busy = await seedAccount(db, 1)
    const large = await seedAccount(db, 4)
    await givenBatch(db, busy, 1)
    await givenBatch(db, large, 6)
    expect(await pick()).toBe(busy)
    await admitJobs(db, large)
    expect(await pick()).toBe(busy)
    await givenBatch(db, busy, 1)
    expect(await pick()).toBe(large)
  })

  it('that is not blocked, though it has more to do', async () => {
    const blocked = await seedAccount(db)
    const busy = await seedAccount(db)
    await givenBatch(db, busy, 20)
    await blockAccount(db, blocked, { reason: 'plan_required', message: 'a plan', action_url: null }, null)
    expect(await pick()).toBe(busy)
    await blockAccount(db, busy, { reason: 'plan_required', message: 'a plan', action_url: null }, null)
    expect(await pick()).toBe(blocked)
  })

  it('that is the oldest of equals', async () => {
    const first = await seedAccount(db)
    await seedAccount(db)
    expect(await pick()).toBe(first)
  })

  it('of the settings or one that was added, and not on one that the settings had before', async () => {
    const [before, now] = [await seedAccount(db), await seedAccount(db)]
    await db.query('UPDATE accounts SET is_default = true, kind = $2 WHERE id = $1', [before, 'anonymous'])
    await db.query('UPDATE accounts SET is_default = true, kind = $2 WHERE id = $1', [now, 'token'])
    expect(await pick(now)).toBe(now)
    const added = await seedAccount(db)
    await givenBatch(db, now, 1)
    expect(await pick(now)).toBe(added)
  })

  it('and needs one', async () => {
    await expect(pickAccount(db, 'acct_none')).rejects.toThrow('no account')
  })
})
