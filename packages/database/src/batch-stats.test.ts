import { createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { admitJobs } from './admission.ts'
import { pauseBatch } from './batch-acts.ts'
import { readBatchStats } from './batch-stats.ts'
import { createDatabase, type Database } from './connection.ts'
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
beforeEach(() => db.query(`UPDATE jobs SET status = 'queued', progress = 0, completed_at = NULL`))

const PROJECT = 'proj_default'

/** A batch that runs, begun so long ago. */
async function running(jobs: number, { sinceMinutes = 60, slots = 2, stepsPerJob = 1 } = {}) {
  const accountId = await seedAccount(db, slots)
  const { batchId, jobIds } = await givenBatch(db, accountId, jobs, { stepsPerJob })
  await admitJobs(db, accountId)
  await db.query(
    `UPDATE events SET created_at = now() - $2 * interval '1 minute' WHERE batch_id = $1 AND type = 'batch.started'`,
    [batchId, sinceMinutes],
  )
  return { batchId, jobIds }
}

/** So many of its jobs ended, so long ago. */
async function end(batchId: string, status: 'completed' | 'failed' | 'canceled', jobs: number, minutesAgo: number) {
  await db.query(
    `UPDATE jobs SET status = $2, progress = CASE WHEN $2 = 'completed' THEN 100 ELSE 0 END,
       started_at = now() - ($4 + 4) * interval '1 minute', completed_at = now() - $4 * interval '1 minute',
       error = CASE WHEN $2 = 'failed' THEN '{"code":"no_change"}'::jsonb END
     WHERE id IN (SELECT id FROM jobs WHERE batch_id = $1 AND completed_at IS NULL ORDER BY position DESC LIMIT $3)`,
    [batchId, status, jobs, minutesAgo],
  )
  await db.query(
    `UPDATE batches SET queued = c.queued, running = 0, ${status} = ${status} + $2
     FROM (SELECT count(*) AS queued FROM jobs WHERE batch_id = $1 AND completed_at IS NULL) c WHERE id = $1`,
    [batchId, jobs],
  )
}

const read = async (batchId: string) => {
  const stats = await readBatchStats(db, PROJECT, batchId)
  const minutes = ({ estimatedEndAt }: { estimatedEndAt: Date | null }): number | null =>
    estimatedEndAt === null ? null : (estimatedEndAt.getTime() - Date.now()) / 60_000
  return stats === null ? null : { ...stats, minutesLeft: minutes(stats) }
}

describe('the end of a batch is expected', () => {
  it('by the pace of its last ten minutes', async () => {
    const { batchId } = await running(60)
    await end(batchId, 'completed', 15, 1)
    await end(batchId, 'failed', 5, 9)
    await end(batchId, 'canceled', 10, 1)
    await end(batchId, 'completed', 10, 20)
    const stats = await read(batchId)
    expect(stats?.jobsPerMinute).toBeCloseTo(2, 1)
    expect(stats?.minutesLeft).toBeCloseTo(20 / 2, 0)
  })

  it('by the time since it was begun, when that is less', async () => {
    const { batchId } = await running(30, { sinceMinutes: 5 })
    await end(batchId, 'completed', 10, 1)
    const stats = await read(batchId)
    expect(stats?.jobsPerMinute).toBeCloseTo(2, 1)
    expect(stats?.minutesLeft).toBeCloseTo(10, 0)
  })

  it('by what earlier jobs took and its slots, as long as none has ended', async () => {
    const { batchId } = await running(10, { slots: 4, stepsPerJob: 2 })
    expect(await read(batchId)).toMatchObject({ jobsPerMinute: null, minutesLeft: null })
    const earlier = await running(1)
    await end(earlier.batchId, 'completed', 1, 600)
    const stats = await read(batchId)
    expect(stats?.jobsPerMinute).toBeNull()
    // three turns of two steps, four minutes each
    expect(stats?.minutesLeft).toBeCloseTo(24, 0)
  })

  it.each([
    ['is paused', (id: string) => pauseBatch(db, { projectId: PROJECT, batchId: id })],
    ['is blocked', (id: string) => db.query(`UPDATE batches SET status = 'blocked' WHERE id = $1`, [id])],
    ['waits for its time', (id: string) => db.query(`UPDATE batches SET status = 'scheduled' WHERE id = $1`, [id])],
    ['has ended', (id: string) => db.query(`UPDATE batches SET status = 'completed', queued = 0 WHERE id = $1`, [id])],
  ])('at no time when it %s', async (_what, make) => {
    const { batchId } = await running(10)
    await end(batchId, 'completed', 5, 1)
    await make(batchId)
    expect(await read(batchId)).toMatchObject({ estimatedEndAt: null })
  })
})

it('tells what jobs stand failed with, most first, and nothing of what is not there', async () => {
  const { batchId, jobIds } = await running(4)
  await end(batchId, 'failed', 3, 1)
  await db.query(`UPDATE jobs SET error = '{"code":"internal"}' WHERE id = $1`, [jobIds.at(-1)])
  expect((await read(batchId))?.failures).toEqual([
    { code: 'no_change', jobs: 2 },
    { code: 'internal', jobs: 1 },
  ])
  expect(await readBatchStats(db, 'proj_other', batchId)).toBeNull()
})
