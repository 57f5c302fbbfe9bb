import { createTestDatabase, expectInvariants, seedAccount, seedBatch, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  accountsToRelease,
  blockAccount,
  releaseBlockedJobs,
  takeAccountsToCheck,
  unblockAccount,
} from './account-blocks.ts'
import { loadAccountState, slowAccount } from './accounts.ts'
import { accountsToAdmit, admitJobs } from './admission.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { claimJob, findExpiredLeases, takeOverdueWakeUps } from './job-claims.ts'
import { moveJob } from './job-moves.ts'

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

const BLOCK = { reason: 'credits_exhausted', message: 'no credits', action_url: 'https://nemo.example' } as const
const batchRow = async (id: string): Promise<Row> =>
  (await db.query<Row>('SELECT * FROM batches WHERE id = $1', [id])).rows[0] ?? {}

describe('a blocked account', () => {
  it('starts nothing, and shows every job that waits for it as blocked, with the link that helps', async () => {
    const accountId = await seedAccount(db)
    const { batchId, jobIds } = await seedBatch(db, accountId, Array(600).fill({}))
    await blockAccount(db, accountId, BLOCK, 60_000)
    expect(await accountsToAdmit(db)).toContain(accountId)
    expect(await admitJobs(db, accountId)).toEqual([])
    expect(await admitJobs(db, accountId)).toEqual([])
    expect(await batchRow(batchId)).toMatchObject({ queued: 0, blocked: 600, status: 'blocked' })
    const { rows } = await db.query<Row>(
      `SELECT e.seq, e.type, e.data, j.blocked FROM events e JOIN jobs j ON j.id = e.job_id WHERE j.id = $1 ORDER BY e.seq`,
      [jobIds[599]],
    )
    expect(rows[1]).toEqual({ seq: 2, type: 'job.blocked', data: BLOCK, blocked: BLOCK })
  })

  it('lets its jobs go on once it is unblocked, and says so', async () => {
    const accountId = await seedAccount(db, 2)
    const { batchId } = await seedBatch(db, accountId, Array(3).fill({}))
    await blockAccount(db, accountId, BLOCK, null)
    await admitJobs(db, accountId)
    expect(await releaseBlockedJobs(db, accountId)).toBe(0)

    await unblockAccount(db, accountId)
    expect(await accountsToRelease(db)).toContain(accountId)
    expect(await releaseBlockedJobs(db, accountId)).toBe(3)
    expect(await accountsToRelease(db)).not.toContain(accountId)
    expect(await admitJobs(db, accountId)).toHaveLength(2)
    expect(await batchRow(batchId)).toMatchObject({ queued: 1, running: 2, blocked: 0, status: 'running' })
  })

  it('is looked at by one worker at a time, and only when its cause can end by itself', async () => {
    const [byItself, byHand] = [await seedAccount(db), await seedAccount(db)]
    await blockAccount(db, byItself, BLOCK, 0)
    await blockAccount(db, byHand, { ...BLOCK, reason: 'plan_required' }, null)
    const taken = await Promise.all(Array.from({ length: 5 }, () => takeAccountsToCheck(db, 60_000)))
    expect(taken.flat().filter((id) => id === byItself)).toHaveLength(1)
    expect(taken.flat()).not.toContain(byHand)
  })

  it('keeps the first reason until that is resolved', async () => {
    const accountId = await seedAccount(db)
    await blockAccount(db, accountId, BLOCK, null)
    await blockAccount(db, accountId, { ...BLOCK, reason: 'plan_required' }, null)
    expect((await loadAccountState(db, accountId))?.blocked).toEqual(BLOCK)
  })
})

describe('an account that the provider asks for patience', () => {
  it('pauses as a whole, once for all jobs that hit the limit together, and comes back with half of its slots', async () => {
    const accountId = await seedAccount(db, 8)
    await seedBatch(db, accountId, Array(20).fill({}))
    const pauses = await Promise.all(Array.from({ length: 6 }, () => slowAccount(db, accountId, 30_000)))
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000)
    expect(Math.min(...pauses)).toBeGreaterThan(20_000)
    expect(await admitJobs(db, accountId)).toEqual([])

    await db.query('UPDATE accounts SET paused_until = now() WHERE id = $1', [accountId])
    expect(await admitJobs(db, accountId)).toHaveLength(4)
  })

  it('pauses twice as long the next time, and gets its slots back as time passes without another refusal', async () => {
    const accountId = await seedAccount(db, 8)
    await seedBatch(db, accountId, Array(20).fill({}))
    await slowAccount(db, accountId, 30_000)
    await db.query('UPDATE accounts SET paused_until = now() WHERE id = $1', [accountId])
    expect(await slowAccount(db, accountId, 30_000)).toBeGreaterThan(50_000)

    await db.query(
      `UPDATE accounts SET paused_until = now(), rate_limited_at = now() - interval '10 minutes' WHERE id = $1`,
      [accountId],
    )
    expect(await admitJobs(db, accountId)).toHaveLength(8)
  })

  it('leaves other accounts as they are', async () => {
    const [slow, other] = [await seedAccount(db), await seedAccount(db)]
    await seedBatch(db, other, [{}])
    await slowAccount(db, slow, 30_000)
    expect(await admitJobs(db, other)).toHaveLength(1)
  })
})

describe('a clock that was set back by an hour', () => {
  async function shifted(columns: string) {
    const accountId = await seedAccount(db)
    const { jobIds } = await seedBatch(db, accountId, [{}])
    const jobId = jobIds[0] ?? ''
    await admitJobs(db, accountId)
    if (columns.includes('lease')) await claimJob(db, { jobId, leaseToken: 'lease_a', leaseMs: 15_000 })
    await db.query(`UPDATE jobs SET ${columns} WHERE id = $1`, [jobId])
    return jobId
  }

  it('does not let a job sleep for that hour', async () => {
    const jobId = await shifted(`wake_at = wake_at + interval '1 hour', wake_set_at = wake_set_at + interval '1 hour'`)
    expect((await takeOverdueWakeUps(db, 5_000, 500)).map((wakeUp) => wakeUp.jobId)).toContain(jobId)
  })

  it('does not leave a dead worker its lease for that hour', async () => {
    const jobId = await shifted(
      `lease_expires_at = lease_expires_at + interval '1 hour', lease_set_at = lease_set_at + interval '1 hour'`,
    )
    await findExpiredLeases(db, 15_000, 500)
    const { rows } = await db.query<Row & { left_ms: number }>(
      'SELECT extract(epoch FROM lease_expires_at - now())::int * 1000 AS left_ms FROM jobs WHERE id = $1',
      [jobId],
    )
    expect(rows[0]?.left_ms).toBeLessThanOrEqual(15_000)
  })
})

it('events can be read in the order of their numbers, whoever wrote them at the same moment', async () => {
  const accountId = await seedAccount(db, 40)
  const { jobIds } = await seedBatch(db, accountId, Array(40).fill({}))
  await admitJobs(db, accountId)
  await Promise.all(
    jobIds.map(async (jobId) => {
      const job = await claimJob(db, { jobId, leaseToken: jobId, leaseMs: 60_000 })
      if (job === null) throw new Error('the claim failed')
      const lease = { job, token: jobId, leaseMs: 60_000 }
      await moveJob(db, lease, { status: 'running', stepIndex: 0 }, { status: 'queued', wakeDelayMs: null })
      await admitJobs(db, accountId)
    }),
  )
  await expectInvariants({ db, allow: { unfinished: true } })
})
