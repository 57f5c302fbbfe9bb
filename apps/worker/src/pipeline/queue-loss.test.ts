import { queueBackends, waitFor } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { countsOf, expectEachOnce, PATIENT, submitMany, waitForCalls, waitForCounts } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'
import { givenWorkerProcesses } from './given-worker-process.ts'
import { loseQueue } from './lose-queue.fixture.ts'

let pipeline: Pipeline
const processes = givenWorkerProcesses()
afterEach(async () => {
  await processes.close()
  await pipeline.close()
})

const JOBS = 100

async function endListeningConnections(): Promise<number> {
  const { rowCount } = await pipeline.db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE '%LISTEN bullmq_jobs%' AND pid <> pg_backend_pid()`,
  )
  return rowCount ?? 0
}

describe.each(queueBackends())('with queues on %s', (backend) => {
  it(`${JOBS} jobs in flight complete, each paid once, though the whole queue is lost under them`, async () => {
    pipeline = await givenPipeline({
      backend,
      env: { ...PATIENT, NEMO_MAX_ACTIVE_JOBS: String(JOBS), NEMO_RENDER_POLL_INTERVAL_MS: '500' },
      sandbox: { editMs: { minMs: 1_500, maxMs: 4_000 }, renderMs: { minMs: 500, maxMs: 1_500 } },
    })
    const worker = processes.start(pipeline.env)
    const batch = await submitMany(pipeline, JOBS)
    await waitForCalls(pipeline, 'render_submit', 20, 90_000)
    expect((await countsOf(pipeline, batch)).running).toBeGreaterThan(JOBS / 2)
    await loseQueue(pipeline)
    expect((await countsOf(pipeline, batch)).running).toBeGreaterThan(0)
    await expectEachOnce(pipeline, batch)
    expect(worker.isRunning()).toBe(true)
  }, 180_000)
})

describe('with queues on postgres', () => {
  it('work goes on at its pace when the connections that listen for wake-ups are ended again and again', async () => {
    pipeline = await givenPipeline({
      env: { ...PATIENT, NEMO_MAX_ACTIVE_JOBS: '10' },
      sandbox: { editMs: { minMs: 50, maxMs: 200 } },
    })
    await pipeline.startWorker()
    const batch = await submitMany(pipeline, 40)
    for (const completed of [3, 10, 17]) {
      await waitForCounts(pipeline, batch, (counts) => counts.completed >= completed)
      await waitFor(async () => (await endListeningConnections()) > 0)
    }
    expect((await countsOf(pipeline, batch)).running).toBeGreaterThan(0)
    await expectEachOnce(pipeline, batch)
  }, 60_000)
})
