import { newId } from '@nemo-batch/runtime'
import { createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type Database } from './connection.ts'
import { readStats } from './stats.ts'
import { bucketsOf } from './stats-buckets.ts'
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
const HOUR_MS = 3_600_000
const HOUR = bucketsOf({ from: new Date(START), to: new Date(START + HOUR_MS) })
const at = (seconds: number): Date => new Date(START + seconds * 1_000)

async function givenProject(): Promise<string> {
  const projectId = newId('proj')
  await db.query('INSERT INTO projects (id, name) VALUES ($1, $1)', [projectId])
  return projectId
}

/** Jobs of one batch that ended so, at these seconds. */
async function ended(
  projectId: string,
  jobs: readonly { status: 'completed' | 'failed' | 'canceled'; second: number; credits?: number }[],
): Promise<string[]> {
  const { jobIds } = await givenBatch(db, await seedAccount(db), jobs.length, { projectId })
  for (const [index, { status, second, credits = 50 }] of jobs.entries())
    await db.query(
      `UPDATE jobs SET status = $2, progress = CASE WHEN $2 = 'completed' THEN 100 ELSE 0 END, completed_at = $3,
         credits_spent = $4 WHERE id = $1`,
      [jobIds[index], status, at(second), credits],
    )
  return jobIds
}

type Told = readonly [second: number, type: string, data?: object]

/** A job that completed after what is told. */
async function told(projectId: string, events: readonly Told[]): Promise<void> {
  const [jobId = ''] = await ended(projectId, [{ status: 'completed', second: events.at(-1)?.[0] ?? 0 }])
  await db.query('DELETE FROM events WHERE job_id = $1', [jobId])
  for (const [index, [second, type, data = {}]] of events.entries())
    await db.query(
      `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data, created_at)
       SELECT $1, $2, batch_id, id, $4, $5, $6, $7 FROM jobs WHERE id = $3`,
      [newId('evt'), projectId, jobId, `job.${type}`, index + 1, JSON.stringify(data), at(second)],
    )
}

const stage = (second: number, name: string): Told => [second, 'stage', { stage: name }]
const stagesOf = async (projectId: string) => (await readStats(db, projectId, HOUR)).stages

describe('throughput', () => {
  it('counts jobs by when and how they ended, with a bucket for each interval, empty ones too', async () => {
    const projectId = await givenProject()
    await ended(projectId, [
      { status: 'completed', second: 0 },
      { status: 'completed', second: 59.999, credits: 100 },
      { status: 'failed', second: 60 },
      { status: 'canceled', second: 3_599, credits: 0 },
      // outside
      { status: 'completed', second: -0.001 },
      { status: 'completed', second: 3_600 },
    ])
    await ended('proj_default', [{ status: 'completed', second: 0 }])
    const { throughput } = await readStats(db, projectId, HOUR)
    expect(throughput.map((bucket) => bucket.at.getTime())).toEqual(
      Array.from({ length: 60 }, (_, minute) => START + minute * 60_000),
    )
    expect(
      throughput.flatMap(({ at: _at, ...bucket }, minute) => (bucket.credits > 0 ? [[minute, bucket]] : [])),
    ).toEqual([
      [0, { completed: 2, failed: 0, canceled: 0, credits: 150 }],
      [1, { completed: 0, failed: 1, canceled: 0, credits: 50 }],
    ])
    expect(throughput.at(-1)).toMatchObject({ canceled: 1 })
  })
})

describe('the times of stages', () => {
  it('go from entering a stage to entering the next, summed for each job, in the order of stages', async () => {
    const projectId = await givenProject()
    const life = (seconds: number): readonly Told[] => [
      ...([
        [0, 'queued'],
        [10, 'started'],
        [11, 'progress'],
        stage(12, 'upload'),
        stage(12 + seconds, 'instruct'),
      ] as const),
      // two steps
      ...[stage(100, 'render'), stage(110, 'instruct'), stage(120, 'render')],
      [150, 'completed'],
    ]
    await told(projectId, life(1))
    await told(projectId, life(2))
    await told(projectId, life(11))
    expect(await stagesOf(projectId)).toEqual([
      { stage: 'session', count: 3, medianMs: 2_000, p90Ms: 2_000 },
      { stage: 'upload', count: 3, medianMs: 2_000, p90Ms: 9_200 },
      { stage: 'instruct', count: 3, medianMs: 96_000, p90Ms: 96_800 },
      { stage: 'render', count: 3, medianMs: 40_000, p90Ms: 40_000 },
    ])
  })

  it('leave out what a job waited for: a slot, its account, somebody to retry it', async () => {
    const projectId = await givenProject()
    await told(projectId, [
      ...([[0, 'queued'], [100, 'started'], stage(101, 'upload'), [103, 'blocked'], [500, 'unblocked']] as const),
      ...([stage(600, 'upload'), [605, 'failed'], [900, 'queued', { retry: true, stage: 'upload' }]] as const),
      ...([[950, 'started'], stage(953, 'render'), [954, 'completed']] as const),
    ])
    expect(await stagesOf(projectId)).toMatchObject([
      { stage: 'session', medianMs: 1_000 },
      { stage: 'upload', medianMs: 2_000 + 5_000 + 3_000 },
      { stage: 'render', medianMs: 1_000 },
    ])
  })

  it('are those of jobs that completed in the span', async () => {
    const projectId = await givenProject()
    await told(projectId, [[-10, 'started'], stage(-5, 'render'), [-1, 'completed']])
    expect(await stagesOf(projectId)).toEqual([])
  })
})

describe('the queue', () => {
  it('tells what waits, runs and is blocked now, and how long the oldest has waited for a slot', async () => {
    const projectId = await givenProject()
    expect((await readStats(db, projectId, HOUR)).queue).toEqual({
      ...{ queued: 0, running: 0, blocked: 0, oldestQueuedSeconds: null },
    })
    const { batchId } = await givenBatch(db, await seedAccount(db), 2, { projectId })
    const paused = await givenBatch(db, await seedAccount(db), 1, { projectId })
    const age = `UPDATE jobs SET created_at = now() - $2::interval WHERE batch_id = $1`
    await db.query(age, [batchId, '1 hour'])
    await db.query(age, [paused.batchId, '1 day'])
    await db.query('UPDATE batches SET paused_at = now() WHERE id = $1', [paused.batchId])
    const { queue } = await readStats(db, projectId, HOUR)
    expect(queue).toMatchObject({ queued: 3, running: 0, blocked: 0 })
    expect(Math.floor((queue.oldestQueuedSeconds ?? 0) / 3_600)).toBe(1)
  })
})
