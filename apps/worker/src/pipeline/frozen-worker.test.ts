import { FaultProxy, type SeededBatch, waitFor } from '@nemo-batch/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callsOf, expectEachOnce, PATIENT, submitMany, waitForCalls } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'
import { givenWorkerProcesses, type WorkerProcess } from './given-worker-process.ts'

const LEASE = { leaseMs: 2_000 }

let pipeline: Pipeline
/** Between the provider and the worker that is frozen: what is held back there arrives while it sleeps. */
let proxy: FaultProxy
let frozen: WorkerProcess
let batch: SeededBatch
const processes = givenWorkerProcesses()

beforeEach(async () => {
  pipeline = await givenPipeline({
    env: { ...PATIENT, NEMO_RENDER_POLL_INTERVAL_MS: '300' },
    sandbox: { editMs: { minMs: 2_000, maxMs: 2_000 }, renderMs: { minMs: 1_500, maxMs: 1_500 } },
  })
  proxy = await FaultProxy.before(pipeline.sandbox.url)
  frozen = processes.start({ ...pipeline.env, SANDBOX_URL: proxy.url }, LEASE)
  batch = await submitMany(pipeline, 1)
})
afterEach(async () => {
  await processes.close()
  await proxy.close()
  await pipeline.close()
})

const eventsOfType = async (type: string) =>
  (await pipeline.events(batch.jobIds[0] ?? '')).filter((event) => event.type === type)
const jobNow = () => pipeline.job(batch.jobIds[0] ?? '')

/** Held over several looks: by a call that waits for its answer, not by a write that is about to end. */
async function leaseOfCallThatWaits(): Promise<string> {
  const looks: string[] = []
  return waitFor(
    async () => {
      looks.push((await jobNow()).lease_token)
      const latest = looks.slice(-5)
      return latest.length === 5 && new Set(latest).size === 1 ? latest[0] : null
    },
    { describe: 'a call that waits' },
  )
}

/** Stops the worker until its job is another's, and gives it then what the provider answered meanwhile. */
async function freezeUntilTakenOver(): Promise<void> {
  const lost = await leaseOfCallThatWaits()
  frozen.signal('SIGSTOP')
  proxy.heal()
  processes.start(pipeline.env, LEASE)
  await waitFor(async () => (await jobNow()).lease_token !== lost, { timeoutMs: 30_000, describe: 'a second worker' })
}

async function expectNothingWrittenLate(): Promise<void> {
  await waitFor(() => frozen.said('lost the lease; nothing was written'), { timeoutMs: 20_000 })
  await expectEachOnce(pipeline, batch)
  expect(frozen.isRunning()).toBe(true)
  const videos = await pipeline.one("SELECT count(*)::int AS kept FROM files WHERE purpose = 'video'")
  expect(videos).toEqual({ kept: 1 })
  expect(await eventsOfType('job.completed')).toHaveLength(1)
}

describe('a worker that is frozen for longer than its lease', () => {
  it('in its event stream writes nothing of what it hears when it goes on, and the job is paid once', async () => {
    await waitFor(async () => (await eventsOfType('job.progress')).length > 0, {
      timeoutMs: 30_000,
      describe: 'the stream to be heard',
    })
    await freezeUntilTakenOver()
    frozen.signal('SIGCONT')
    await expectNothingWrittenLate()
    // whoever took over read the outcome off the session; the end of the stream is only known to the one that slept
    expect(await pipeline.step(batch.jobIds[0] ?? '')).toMatchObject({ stream_ended: null, reply: null })
    expect(callsOf(pipeline, 'message')).toBe(1)
  }, 60_000)

  it('while it asks for its render writes nothing of the answer when it goes on, and renders nothing again', async () => {
    await waitForCalls(pipeline, 'render_poll', 1)
    proxy.silence('downstream')
    await freezeUntilTakenOver()
    frozen.signal('SIGCONT')
    await expectNothingWrittenLate()
    expect(callsOf(pipeline, 'render_submit')).toBe(1)
  }, 60_000)

  it('in the download of its video leaves nothing behind, and there is one video', async () => {
    pipeline.sandbox.script({ call: 'output', answer: { kind: 'hang' } })
    await waitForCalls(pipeline, 'output', 1)
    await freezeUntilTakenOver()
    await pipeline.ended(batch.jobIds[0] ?? '')
    frozen.signal('SIGCONT')
    await expectNothingWrittenLate()
  }, 60_000)
})
