import { queueBackends } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { countsOf, expectEachOnce, PATIENT, submitMany, waitForCounts } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'
import { givenWorkerProcesses } from './given-worker-process.ts'
import { givenRestartingPostgres } from './restarts.fixture.ts'

let pipeline: Pipeline
const processes = givenWorkerProcesses()
afterEach(async () => {
  await processes.close()
  await pipeline.close()
})

const JOBS = 100
const REDIS = 'redis'
const POSTGRES = 'postgres'
const RESTARTS = [REDIS, REDIS, POSTGRES, REDIS, REDIS, REDIS, POSTGRES, REDIS, REDIS, REDIS, POSTGRES, REDIS, REDIS]

describe.runIf(queueBackends().includes('redis'))(`a batch of ${JOBS}`, () => {
  it('completes through ten restarts of Redis and three of Postgres, and no process has to be started again', async () => {
    const postgres = await givenRestartingPostgres()
    pipeline = await givenPipeline({
      backend: 'redis',
      redis: { isPersistent: true },
      database: postgres,
      env: { ...PATIENT, NEMO_MAX_ACTIVE_JOBS: '20', NEMO_RENDER_POLL_INTERVAL_MS: '300' },
      sandbox: { editMs: { minMs: 500, maxMs: 1_500 }, renderMs: { minMs: 100, maxMs: 500 } },
    })
    const workers = [1, 2].map(() => processes.start(pipeline.env, { leaseMs: 3_000 }))
    const batch = await submitMany(pipeline, JOBS)
    let done = 0
    for (const server of RESTARTS) {
      done = (await waitForCounts(pipeline, batch, ({ completed }) => completed > done)).completed
      if (server === POSTGRES) await postgres.killAndReturn()
      else {
        await pipeline.redis?.kill()
        await pipeline.redis?.restart()
      }
    }
    expect((await countsOf(pipeline, batch)).completed).toBeLessThan(JOBS)
    await expectEachOnce(pipeline, batch, 120_000)
    expect(workers.every((worker) => worker.isRunning())).toBe(true)
  }, 240_000)
})
