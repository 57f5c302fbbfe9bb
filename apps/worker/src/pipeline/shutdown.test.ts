import { FaultProxy, queueBackends, waitFor } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { expectEachOnce, PATIENT, submitMany, waitForCalls } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'
import { givenWorkerProcesses } from './given-worker-process.ts'

let pipeline: Pipeline
let proxy: FaultProxy | undefined
const processes = givenWorkerProcesses()
afterEach(async () => {
  await processes.close()
  await proxy?.close()
  await pipeline.close()
})

const STREAMS = 30

it('a worker that is told to stop with 30 open streams lets go of them and ends well; another completes their jobs', async () => {
  pipeline = await givenPipeline({
    env: { ...PATIENT, NEMO_MAX_ACTIVE_JOBS: String(STREAMS) },
    sandbox: { editMs: { minMs: 5_000, maxMs: 5_000 } },
  })
  const stopped = processes.start(pipeline.env)
  const batch = await submitMany(pipeline, STREAMS)
  await waitForCalls(pipeline, 'message', STREAMS)
  stopped.signal('SIGTERM')
  expect(await stopped.exited(30_000)).toBe(0)
  const letGo = await pipeline.one(
    `SELECT count(*) FILTER (WHERE stream_ended IN ('aborted', 'closed'))::int AS streams,
       (SELECT count(*)::int FROM jobs WHERE lease_token IS NOT NULL) AS leases FROM job_steps`,
  )
  expect(letGo).toEqual({ streams: STREAMS, leases: 0 })

  await pipeline.startWorker()
  await expectEachOnce(pipeline, batch)
}, 90_000)

describe.runIf(queueBackends().includes('redis'))('with Redis out of reach', () => {
  it.each(['silent', 'gone'] as const)(
    '(%s) a worker that is told to stop ends, and its job completes later',
    async (how) => {
      pipeline = await givenPipeline({
        backend: 'redis',
        env: PATIENT,
        sandbox: { editMs: { minMs: 3_000, maxMs: 3_000 } },
      })
      proxy = await FaultProxy.before(pipeline.env.REDIS_URL ?? '')
      const stopped = processes.start({ ...pipeline.env, REDIS_URL: proxy.url })
      const batch = await submitMany(pipeline, 1)
      await waitForCalls(pipeline, 'message', 1)
      if (how === 'silent') proxy.silence()
      else await proxy.cut()
      stopped.signal('SIGTERM')
      await stopped.exited(30_000)
      await waitFor(async () => (await pipeline.job(batch.jobIds[0] ?? '')).lease_token === null)

      await pipeline.startWorker()
      await expectEachOnce(pipeline, batch)
    },
    90_000,
  )
})
