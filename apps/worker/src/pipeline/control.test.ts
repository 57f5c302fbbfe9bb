import { type ActOutcome, admitJobs, openProject } from '@nemo-batch/database'
import { createWakeUpQueue, type WakeUpQueue } from '@nemo-batch/queue'
import { type SeededBatch, waitFor } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import {
  callsOf,
  countsOf,
  expectEachOnce,
  expectSound,
  PATIENT,
  submitMany,
  waitForCalls,
  waitForCounts,
} from './given-many-jobs.ts'
import { givenPipeline, type Pipeline, type PipelineOptions } from './given-pipeline.ts'
import { givenWorkerProcesses } from './given-worker-process.ts'

let pipeline: Pipeline
let queue: WakeUpQueue
const processes = givenWorkerProcesses()
afterEach(async () => {
  await processes.close()
  await queue.close()
  await pipeline.close()
})

async function given(options: PipelineOptions): Promise<void> {
  pipeline = await givenPipeline({ ...options, env: { ...PATIENT, ...options.env } })
  queue = await createWakeUpQueue({ name: 'jobs', databaseUrl: pipeline.env.DATABASE_URL ?? '' })
}

/** What a caller of the API brings about: the act, and then the wake-ups of whoever may go on because of it. */
async function expectDone(act: Promise<ActOutcome>): Promise<void> {
  const outcome = await act
  if (outcome.kind !== 'done') throw new Error(`it was ${outcome.kind}`)
  await queue.wake([...outcome.wakeUps, ...(await admitJobs(pipeline.db, outcome.accountId))])
}

const project = () => openProject(pipeline.db, 'proj_default')
const jobIdOf = (batch: SeededBatch, index = 0): string => batch.jobIds[index] ?? ''
const steady = (ms: number) => ({ minMs: ms, maxMs: ms })

describe('a job that is canceled', () => {
  it('before its turn ends at once, and nothing was begun for it', async () => {
    await given({ env: { NEMO_MAX_ACTIVE_JOBS: '1' }, sandbox: { editMs: steady(2_000) } })
    await pipeline.startWorker()
    const batch = await submitMany(pipeline, 2)
    await waitForCalls(pipeline, 'message', 1)
    await expectDone(project().cancelJob(jobIdOf(batch, 1)))
    expect(await pipeline.job(batch.jobIds[1] ?? '')).toMatchObject({ status: 'canceled', credits_spent: 0 })
    expect(await pipeline.ended(batch.jobIds[0] ?? '')).toMatchObject({ status: 'completed' })
    expect(callsOf(pipeline, 'open_session')).toBe(1)
    await expectSound(pipeline)
  }, 60_000)

  it('in its event stream is ended by the process that has it, and the credits of its message are counted', async () => {
    await given({ sandbox: { editMs: steady(60_000) } })
    processes.start(pipeline.env)
    const batch = await submitMany(pipeline, 1)
    await waitForCalls(pipeline, 'message', 1)
    await expectDone(project().cancelJob(jobIdOf(batch)))
    const job = await pipeline.ended(batch.jobIds[0] ?? '', 10_000)
    expect(job).toMatchObject({
      status: 'canceled',
      credits_spent: 50,
      warnings: [expect.objectContaining({ code: 'canceled_while_editing' })],
    })
    expect((await pipeline.events(job.id)).at(-1)).toMatchObject({
      type: 'job.canceled',
      data: { stage: 'instruct', billed: 'unknown', credits_spent: 50 },
    })
    expect(callsOf(pipeline, 'render_submit')).toBe(0)
    await expectSound(pipeline)
  }, 60_000)

  it('while its video is rendered has that render cancelled at the provider', async () => {
    await given({ sandbox: { renderMs: steady(60_000) } })
    await pipeline.startWorker()
    const batch = await submitMany(pipeline, 1)
    await waitForCalls(pipeline, 'render_poll', 1)
    await expectDone(project().cancelJob(jobIdOf(batch)))
    const job = await pipeline.ended(batch.jobIds[0] ?? '', 10_000)
    expect(job).toMatchObject({ status: 'canceled', credits_spent: 50, warnings: [] })
    const { render_id: renderId } = await pipeline.step(job.id)
    expect(pipeline.sandbox.log.entries({ call: 'render_cancel' })).toMatchObject([
      { status: 200, detail: { id: renderId } },
    ])
    await expectSound(pipeline)
  }, 60_000)
})

describe('a batch', () => {
  it('of 50 that is canceled in full flight ends, every job of it', async () => {
    await given({
      env: { NEMO_MAX_ACTIVE_JOBS: '20' },
      sandbox: { editMs: { minMs: 200, maxMs: 3_000 }, renderMs: { minMs: 500, maxMs: 3_000 } },
    })
    await pipeline.startWorker()
    await pipeline.startWorker()
    const batch = await submitMany(pipeline, 50)
    await waitForCalls(pipeline, 'render_submit', 5)
    await expectDone(project().cancelBatch(batch.batchId))
    await waitForCounts(pipeline, batch, ({ canceled, completed }) => canceled + completed === 50, 20_000)
    expect((await countsOf(pipeline, batch)).canceled).toBeGreaterThanOrEqual(30)
    expect(await pipeline.one('SELECT status FROM batches WHERE id = $1', batch.batchId)).toEqual({
      status: 'canceled',
    })
    await expectSound(pipeline)
  }, 60_000)

  it('that is paused finishes the messages under way and begins nothing more, until it is resumed', async () => {
    await given({ env: { NEMO_MAX_ACTIVE_JOBS: '8' }, sandbox: { editMs: steady(3_000) } })
    await pipeline.startWorker()
    const batch = await submitMany(pipeline, 16)
    await waitForCalls(pipeline, 'message', 8)
    await expectDone(project().pauseBatch(batch.batchId))
    await waitForCounts(pipeline, batch, ({ running }) => running === 0)
    expect(await countsOf(pipeline, batch)).toMatchObject({ queued: 16, completed: 0 })
    expect(callsOf(pipeline, 'message')).toBe(8)
    expect(callsOf(pipeline, 'render_submit')).toBe(0)
    const edited = await pipeline.one('SELECT count(*)::int AS jobs FROM job_steps WHERE draft IS NOT NULL')
    expect(edited).toEqual({ jobs: 8 })

    await expectDone(project().resumeBatch(batch.batchId))
    await expectEachOnce(pipeline, batch)
  }, 90_000)
})

describe('a retry', () => {
  it('of a job whose render failed renders again, and sends no second message', async () => {
    await given({})
    await pipeline.startWorker()
    const batch = await submitMany(pipeline, 1, 'make a 2-second video [[sandbox:render_fail=2]]')
    const failed = await pipeline.ended(batch.jobIds[0] ?? '')
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'render_failed' } })
    await expectDone(project().retryJob(jobIdOf(batch)))
    expect(await pipeline.ended(failed.id)).toMatchObject({ status: 'completed', credits_spent: 50, attempts: 2 })
    const { messages, renders } = pipeline.sandbox.log.counters()
    expect(Object.values(messages)).toEqual([1])
    expect(Object.values(renders)).toEqual([3])
    await expectSound(pipeline)
  }, 60_000)

  it('of a job whose outcome was unknown pays nothing again when its edit was done after all', async () => {
    await given({ env: { NEMO_RECOVERY_MAX_READS: '2' } })
    await pipeline.startWorker()
    const batch = await submitMany(pipeline, 1, 'make a 2-second video [[sandbox:slow=4,drop_stream=1]]')
    const failed = await pipeline.ended(batch.jobIds[0] ?? '')
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'outcome_unknown', billed: 'unknown' } })
    await waitFor(async () => (await spentAtTheProvider()) === 50, { describe: 'the edit to be done' })
    await expectDone(project().retryJob(jobIdOf(batch)))
    expect(await pipeline.ended(failed.id)).toMatchObject({ status: 'completed', credits_spent: 50 })
    expect(callsOf(pipeline, 'message')).toBe(1)
    expect(await spentAtTheProvider()).toBe(50)
    await expectSound(pipeline)
  }, 60_000)
})

async function spentAtTheProvider(): Promise<number> {
  const answer = await fetch(`${pipeline.sandbox.url}/sandbox/log?limit=1`)
  const { accounts } = (await answer.json()) as { accounts: { spent: number }[] }
  return accounts.reduce((sum, account) => sum + account.spent, 0)
}
