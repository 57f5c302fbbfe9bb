import { toJobError } from '@nemo-batch/domain'
import { createTestDatabase, seedAccount, seedBatch, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { releaseBlockedJobs, unblockAccount } from './account-blocks.ts'
import { admitJobs } from './admission.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { claimJob, findExpiredLeases, renewLeases, takeLeases, takeOverdueWakeUps } from './job-claims.ts'
import { LeaseLost, moveJob, recordJob } from './job-moves.ts'
import { loadJobParts } from './jobs.ts'

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

const LEASE_MS = 60_000
const row = async (table: 'jobs' | 'batches' | 'accounts', id: string): Promise<Row> =>
  (await db.query<Row>(`SELECT * FROM ${table} WHERE id = $1`, [id])).rows[0] ?? {}
const eventsOf = async (jobId: string): Promise<string[]> =>
  (await db.query<Row>('SELECT seq, type FROM events WHERE job_id = $1 ORDER BY seq', [jobId])).rows.map(
    ({ seq, type }) => `${seq} ${type}`,
  )
const RUNNING = { status: 'running', stepIndex: 0 } as const

async function admitted(maxActiveJobs = 8, jobs = 1) {
  const accountId = await seedAccount(db, maxActiveJobs)
  const batch = await seedBatch(db, accountId, Array(jobs).fill({ media: [{ url: 'https://shop.example/a.jpg' }] }))
  const wakeUps = await admitJobs(db, accountId)
  return { ...batch, wakeUps, jobId: batch.jobIds[0] ?? '' }
}

async function claimed() {
  const start = await admitted()
  const job = await claimJob(db, { jobId: start.jobId, leaseToken: 'lease_a', leaseMs: LEASE_MS })
  if (job === null) throw new Error('the claim failed')
  return { ...start, job, lease: { job, token: 'lease_a', leaseMs: LEASE_MS } }
}

describe('admission', () => {
  it('starts no more jobs than the account has slots, and the next one when a slot is free again', async () => {
    const { accountId, batchId, wakeUps } = await admitted(2, 5)
    expect(wakeUps).toHaveLength(2)
    expect(await admitJobs(db, accountId)).toEqual([])
    expect(await row('batches', batchId)).toMatchObject({ queued: 3, running: 2, status: 'running' })

    const jobId = wakeUps[0]?.jobId ?? ''
    const job = await claimJob(db, { jobId, leaseToken: 'lease_b', leaseMs: LEASE_MS })
    if (job === null) throw new Error('the claim failed')
    const error = toJobError({ code: 'internal', message: 'm', billed: false }, 'session')
    await moveJob(db, { job, token: 'lease_b', leaseMs: LEASE_MS }, RUNNING, {
      status: 'failed',
      error,
      wakeDelayMs: null,
    })
    expect(await admitJobs(db, accountId)).toHaveLength(1)
    expect(await row('accounts', accountId)).toMatchObject({ active_jobs: 2 })
  })

  it('never gives one slot to two jobs when many ask at once', async () => {
    const accountId = await seedAccount(db, 3)
    await seedBatch(db, accountId, Array(10).fill({}))
    const answers = await Promise.all(Array.from({ length: 8 }, () => admitJobs(db, accountId)))
    expect(answers.flat()).toHaveLength(3)
    expect(new Set(answers.flat().map((wakeUp) => wakeUp.jobId)).size).toBe(3)
  })

  it('does not let a small batch wait behind a large one', async () => {
    const accountId = await seedAccount(db, 4)
    await seedBatch(db, accountId, Array(50).fill({}))
    const small = await seedBatch(db, accountId, [{}, {}])
    const wakeUps = await admitJobs(db, accountId)
    expect(wakeUps.filter((wakeUp) => small.jobIds.includes(wakeUp.jobId))).toHaveLength(2)
  })

  it('takes jobs of high priority first', async () => {
    const accountId = await seedAccount(db, 1)
    const batch = await seedBatch(db, accountId, [{ priority: 0 }, { priority: 1 }, { priority: 2 }])
    expect((await admitJobs(db, accountId)).map((wakeUp) => wakeUp.jobId)).toEqual([batch.jobIds[2]])
  })
})

describe('a lease', () => {
  it('is had by one of many workers that are woken for the same job', async () => {
    const { jobId } = await admitted()
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_none, index) =>
        claimJob(db, { jobId, leaseToken: `lease_${index}`, leaseMs: LEASE_MS }),
      ),
    )
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1)
  })

  it('is not had by a wake-up that comes before its time', async () => {
    const { jobId, lease } = await claimed()
    await moveJob(db, lease, RUNNING, { status: 'running', wakeDelayMs: 60_000 })
    expect(await claimJob(db, { jobId, leaseToken: 'lease_b', leaseMs: LEASE_MS })).toBeNull()
  })

  it('that ran out is taken up by the sweep, and fences the late writes of the worker that had it', async () => {
    const { jobId, lease } = await claimed()
    await db.query(`UPDATE jobs SET lease_expires_at = now() - interval '1 s' WHERE id = $1`, [jobId])
    const held = { jobId, token: lease.token }
    expect(await findExpiredLeases(db, LEASE_MS, 100)).toContainEqual(held)
    expect((await takeLeases(db, [held])).map((wakeUp) => wakeUp.jobId)).toEqual([jobId])

    expect(await renewLeases(db, [held], LEASE_MS)).toMatchObject([{ jobId, isOurs: false }])
    await expect(recordJob(db, lease, 0, { step: { reply: 'late' } })).rejects.toThrow(LeaseLost)
    const move = { status: 'completed', progress: 100, wakeDelayMs: null } as const
    await expect(moveJob(db, lease, RUNNING, move)).rejects.toThrow(LeaseLost)
    expect((await loadJobParts(db, jobId)).steps[0]?.reply).toBeNull()
    expect(await row('jobs', jobId)).toMatchObject({ status: 'running', progress: 0 })
  })
})

describe('a wake-up that was lost', () => {
  it('is found overdue and queued again under a new number', async () => {
    const { jobId, wakeUps } = await admitted()
    await db.query(`UPDATE jobs SET wake_at = now() - interval '1 minute' WHERE id = $1`, [jobId])
    const found = await takeOverdueWakeUps(db, 5_000, 100)
    const first = wakeUps.find((wakeUp) => wakeUp.jobId === jobId)?.wakeNumber ?? Number.NaN
    expect(found).toContainEqual({ jobId, wakeNumber: first + 1 })
    expect((await takeOverdueWakeUps(db, 5_000, 100)).map((wakeUp) => wakeUp.jobId)).not.toContain(jobId)
  })
})

describe('a move', () => {
  it('writes row, step, events, counts and slots together, with events numbered without a gap', async () => {
    const { jobId, batchId, accountId, lease } = await claimed()
    await recordJob(db, lease, 0, {
      step: { sentAt: new Date() },
      events: [{ type: 'job.message', data: { text: 'hi' } }],
    })
    await moveJob(
      db,
      lease,
      RUNNING,
      { status: 'completed', progress: 100, wakeDelayMs: null },
      { step: { status: 'completed', changes: ['one'] }, events: [{ type: 'job.completed' }] },
    )
    expect(await eventsOf(jobId)).toEqual(['1 job.queued', '2 job.started', '3 job.message', '4 job.completed'])
    expect(await row('jobs', jobId)).toMatchObject({ status: 'completed', wake_at: null, lease_token: null })
    expect(await row('batches', batchId)).toMatchObject({ running: 0, completed: 1, status: 'completed', last_seq: 3 })
    expect(await row('accounts', accountId)).toMatchObject({ active_jobs: 0 })
    expect((await loadJobParts(db, jobId)).steps[0]).toMatchObject({ status: 'completed', changes: ['one'] })
  })

  it('completes the batch once when its last two jobs end at the same moment', async () => {
    const { batchId, jobIds } = await admitted(8, 6)
    await Promise.all(
      jobIds.map(async (jobId) => {
        const job = await claimJob(db, { jobId, leaseToken: jobId, leaseMs: LEASE_MS })
        if (job === null) throw new Error('the claim failed')
        await moveJob(db, { job, token: jobId, leaseMs: LEASE_MS }, RUNNING, {
          status: 'completed',
          progress: 100,
          wakeDelayMs: null,
        })
      }),
    )
    const { rows } = await db.query<Row>(
      'SELECT type FROM events WHERE batch_id = $1 AND job_id IS NULL ORDER BY seq',
      [batchId],
    )
    expect(rows.map((event) => event.type)).toEqual(['batch.created', 'batch.started', 'batch.completed'])
  })

  it('that a status forbids is refused, and writes nothing', async () => {
    const { jobId, lease } = await claimed()
    const again = { status: 'running', wakeDelayMs: 0 } as const
    const ended = { status: 'completed', stepIndex: 0 } as const
    await expect(moveJob(db, lease, ended, again)).rejects.toThrow('cannot move from completed to running')
    expect(await eventsOf(jobId)).toHaveLength(2)
  })

  it('to blocked gives the slot back, and the way back goes through the queue into the same stage', async () => {
    const { jobId, accountId, lease } = await claimed()
    const blocked = { reason: 'credits_exhausted', message: 'm', action_url: null } as const
    await moveJob(db, lease, RUNNING, { status: 'running', stage: 'render', wakeDelayMs: null })
    await moveJob(db, lease, RUNNING, { status: 'blocked', blocked, checkAfterMs: 60_000, wakeDelayMs: null })
    expect(await row('accounts', accountId)).toMatchObject({ active_jobs: 0, blocked })
    expect(await admitJobs(db, accountId)).toEqual([])

    expect(await unblockAccount(db, accountId)).toBe(true)
    expect(await releaseBlockedJobs(db, accountId)).toBe(1)
    expect(await admitJobs(db, accountId)).toHaveLength(1)
    expect(await row('jobs', jobId)).toMatchObject({ status: 'running', stage: 'render', attempts: 1, blocked: null })
    expect(await eventsOf(jobId)).toEqual(['1 job.queued', '2 job.started', '3 job.unblocked', '4 job.stage'])
  })

  it('into a new session forgets what was done in the lost one', async () => {
    const { jobId, lease } = await claimed()
    await recordJob(db, lease, 0, {
      step: { sentAt: new Date(), renderId: 'render_1', reply: 'r', replyShown: 'r' },
      media: [{ stepIndex: 0, position: 0, status: 'uploaded', uploadName: 'a.jpg' }],
    })
    await moveJob(db, lease, RUNNING, { status: 'running', stage: 'session', startsOver: true, wakeDelayMs: 0 })
    const { steps, media } = await loadJobParts(db, jobId)
    expect(steps[0]).toMatchObject({ sentAt: null, renderId: null, reply: null, replyShown: null, status: 'pending' })
    expect(media[0]).toMatchObject({ status: 'pending', uploadName: null })
  })

  it('keeps text that Postgres cannot hold out of events', async () => {
    const { jobId, lease } = await claimed()
    await recordJob(db, lease, 0, { events: [{ type: 'job.message', data: { text: `a${String.fromCharCode(0)}b` } }] })
    const { rows } = await db.query<Row>(`SELECT data FROM events WHERE job_id = $1 AND type = 'job.message'`, [jobId])
    expect(rows[0]?.data).toEqual({ text: 'ab' })
  })
})
