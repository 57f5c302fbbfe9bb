import { admitJobs } from '@nemo-batch/database'
import { createWakeUpQueue } from '@nemo-batch/queue'
import { queueBackends, waitFor } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { callsOf, expectEachOnce, PATIENT, submitMany } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'
import { givenWorkerProcesses } from './given-worker-process.ts'

let pipeline: Pipeline
const processes = givenWorkerProcesses()
afterEach(async () => {
  await processes.close()
  await pipeline.close()
})

const WAKE_UPS = 100

describe.each(queueBackends())('with queues on %s', (backend) => {
  it('a job that is woken a hundred times at once, in two workers, is done once', async () => {
    pipeline = await givenPipeline({ backend, env: PATIENT, sandbox: { editMs: { minMs: 1_000, maxMs: 1_000 } } })
    const workers = [1, 2].map(() => processes.start(pipeline.env, { leaseMs: 3_000 }))
    await waitFor(() => workers.every((worker) => worker.said('worker ready')), { timeoutMs: 20_000 })

    const batch = await submitMany(pipeline, 1)
    await admitJobs(pipeline.db, batch.accountId)
    const queue = await createWakeUpQueue({
      name: 'jobs',
      databaseUrl: pipeline.env.DATABASE_URL ?? '',
      redisUrl: pipeline.env.REDIS_URL,
    })
    const jobId = batch.jobIds[0] ?? ''
    await queue.wake(Array.from({ length: WAKE_UPS }, (_, index) => ({ jobId, wakeNumber: 1_000 + index })))
    await queue.close()

    await expectEachOnce(pipeline, batch)
    expect(callsOf(pipeline, 'open_session')).toBe(1)
    expect(callsOf(pipeline, 'message')).toBe(1)
    expect(callsOf(pipeline, 'upload')).toBe(1)
  }, 60_000)
})
