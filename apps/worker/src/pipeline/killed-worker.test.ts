import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { queueBackends, waitFor } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

const MAIN = path.resolve(import.meta.dirname, '../main.ts')

let pipeline: Pipeline
const children: ChildProcess[] = []

/** A worker as production runs it: a process of its own, here in a group of its own too. */
function startProcess(): ChildProcess {
  const child = spawn(process.execPath, [MAIN], { env: { ...pipeline.env }, stdio: 'ignore', detached: true })
  children.push(child)
  return child
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal)
}

const exited = (child: ChildProcess): Promise<unknown> =>
  waitFor(() => child.exitCode !== null || child.signalCode !== null, { describe: 'the worker to exit' })

afterEach(async () => {
  for (const child of children.splice(0)) {
    killGroup(child, 'SIGKILL')
    await exited(child)
  }
  await pipeline.close()
})

async function givenJobInItsStream(backend: 'postgres' | 'redis') {
  // the edit takes three seconds, whatever the machine is doing: recovery must not give up before
  pipeline = await givenPipeline({ backend, env: { NEMO_RECOVERY_MAX_READS: '200' } })
  const child = startProcess()
  const photo = await pipeline.photo('coins.jpg')
  const { jobIds } = await pipeline.submit([
    { media: [{ fileId: photo }], steps: [{ instruction: 'make a 2-second video [[sandbox:slow=3]]' }] },
  ])
  await waitFor(() => pipeline.sandbox.log.counters().calls.message === 1, {
    timeoutMs: 20_000,
    describe: 'the message to reach the provider',
  })
  return { child, jobId: jobIds[0] ?? '' }
}

function expectPaidOnce(): void {
  const { messages, renders, calls } = pipeline.sandbox.log.counters()
  expect(Object.values(messages)).toEqual([1])
  expect(calls.message).toBe(1)
  expect(Object.values(renders)).toEqual([1])
}

describe.each(queueBackends())('with queues on %s', (backend) => {
  it('a worker killed in the middle of its event stream costs nothing twice: the next one completes the job', async () => {
    const { child, jobId } = await givenJobInItsStream(backend)
    killGroup(child, 'SIGKILL')
    await exited(child)
    startProcess()
    expect(await pipeline.ended(jobId, 50_000)).toMatchObject({ status: 'completed', error: null })
    expectPaidOnce()
  }, 90_000)

  it('a worker told to stop lets go of its stream and ends well, and the next one completes the job', async () => {
    const { child, jobId } = await givenJobInItsStream(backend)
    killGroup(child, 'SIGTERM')
    await waitFor(() => child.exitCode !== null, { timeoutMs: 15_000, describe: 'the worker to end' })
    expect(child.exitCode).toBe(0)
    expect(await pipeline.step(jobId)).toMatchObject({ stream_ended: 'aborted' })
    startProcess()
    expect(await pipeline.ended(jobId, 30_000)).toMatchObject({ status: 'completed', error: null })
    expectPaidOnce()
  }, 90_000)
})
