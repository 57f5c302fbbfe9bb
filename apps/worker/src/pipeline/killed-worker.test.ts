import { expectInvariants, queueBackends, waitFor } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'
import { givenWorkerProcesses } from './given-worker-process.ts'

let pipeline: Pipeline
const processes = givenWorkerProcesses()
afterEach(async () => {
  await processes.close()
  await pipeline.close()
})

describe.each(queueBackends())('with queues on %s', (backend) => {
  it('a worker killed in its event stream is missed by the next one, which completes the job and pays nothing again', async () => {
    // recovery must not give up before the edit is done, whatever else the machine is doing
    pipeline = await givenPipeline({ backend, env: { NEMO_RECOVERY_MAX_READS: '500' } })
    const killed = processes.start(pipeline.env, { leaseMs: 3_000 })
    const photo = await pipeline.photo('coins.jpg')
    const { jobIds } = await pipeline.submit([
      { media: [{ fileId: photo }], steps: [{ instruction: 'make a 2-second video [[sandbox:slow=3]]' }] },
    ])
    await waitFor(() => pipeline.sandbox.log.counters().calls.message === 1, {
      timeoutMs: 30_000,
      describe: 'the message to reach the provider',
    })
    killed.signal('SIGKILL')
    await killed.exited()
    processes.start(pipeline.env, { leaseMs: 3_000 })
    expect(await pipeline.ended(jobIds[0] ?? '', 60_000)).toMatchObject({ status: 'completed', error: null })
    expect(pipeline.sandbox.log.counters().calls.message).toBe(1)
    await expectInvariants({ db: pipeline.db, provider: pipeline.sandbox })
  }, 120_000)
})
