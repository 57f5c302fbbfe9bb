import { queueBackends, waitFor } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { countsOf, expectEachOnce, PATIENT, submitMany, waitForCalls } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'
import { givenWorkerProcesses } from './given-worker-process.ts'

const AN_HOUR_MS = 3_600_000
const JOBS = 20

let pipeline: Pipeline
const processes = givenWorkerProcesses()
afterEach(async () => {
  await processes.close()
  await pipeline.close()
})

async function given(backend: 'postgres' | 'redis'): Promise<void> {
  pipeline = await givenPipeline({
    backend,
    env: { ...PATIENT, NEMO_MAX_ACTIVE_JOBS: String(JOBS) },
    sandbox: { editMs: { minMs: 500, maxMs: 2_000 }, renderMs: { minMs: 500, maxMs: 1_000 } },
  })
}

describe.each(queueBackends())('with queues on %s', (backend) => {
  it('workers whose clocks are an hour ahead and an hour behind work beside a right one, and delay nothing', async () => {
    await given(backend)
    await pipeline.startWorker()
    const workers = [AN_HOUR_MS, -AN_HOUR_MS].map((clockOffsetMs) =>
      processes.start(pipeline.env, { clockOffsetMs, leaseMs: 3_000 }),
    )
    await waitFor(() => workers.every((worker) => worker.said('worker ready')), { timeoutMs: 30_000 })
    const batch = await submitMany(pipeline, JOBS)
    await expectEachOnce(pipeline, batch)
    expect(workers.map((worker) => worker.said('job moved'))).toEqual([true, true])
  }, 120_000)
})

it.each([
  ['set back', "interval '1 hour'"],
  ['set forward', "interval '-1 hour'"],
])(
  'the clock of the database can be %s by an hour under load',
  async (_how, shift) => {
    await given('postgres')
    await pipeline.startWorker()
    const batch = await submitMany(pipeline, JOBS)
    await waitForCalls(pipeline, 'render_submit', 5)
    // what was written before is off by that much from then on
    await pipeline.db.query(
      `UPDATE jobs SET wake_at = wake_at + ${shift}, wake_set_at = wake_set_at + ${shift},
       lease_expires_at = lease_expires_at + ${shift}, lease_set_at = lease_set_at + ${shift}`,
    )
    expect((await countsOf(pipeline, batch)).running).toBeGreaterThan(0)
    await expectEachOnce(pipeline, batch)
  },
  120_000,
)
