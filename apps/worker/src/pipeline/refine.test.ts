import { openProject } from '@nemo-batch/database'
import { waitFor } from '@nemo-batch/testing'
import { afterEach, expect, it } from 'vitest'
import { expectSound, waitForCalls } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'
import { givenWorkerProcesses } from './given-worker-process.ts'

let pipeline: Pipeline
const processes = givenWorkerProcesses()
afterEach(async () => {
  await processes.close()
  await pipeline.close()
})

const refine = (jobId: string, instruction: string) =>
  openProject(pipeline.db, 'proj_default').transaction((tx) =>
    tx.addSteps(jobId, [{ instruction, render: true, media: [] }], { maxSteps: 50 }),
  )

/** Of each step, in order; null: it has none. */
async function videosOf(jobId: string): Promise<{ id: string | null; seconds: number }[]> {
  const { rows } = await pipeline.db.query<{ id: string | null; seconds: number }>(
    `SELECT f.id, round(f.duration_ms / 1000.0)::int AS seconds
     FROM job_steps s LEFT JOIN files f ON f.id = s.video_file_id WHERE s.job_id = $1 ORDER BY s.step_index`,
    [jobId],
  )
  return rows
}

/** As the provider took them, whatever the session. */
const messages = (): unknown[] => pipeline.sandbox.log.entries({ call: 'message' }).map(({ detail }) => detail.text)
const sessions = (): number => pipeline.sandbox.log.counters().calls.open_session ?? 0

async function fourSteps(seconds: readonly number[], marker: string) {
  const photos = ['coins.jpg', 'rocket.jpg', 'chelsea.webp', 'coffee.jpg']
  const media = await Promise.all(
    photos.map(async (name, stepIndex) => ({ fileId: await pipeline.photo(name), stepIndex })),
  )
  const steps = seconds.map((length, index) => ({
    instruction: `make it ${length} seconds, with this photo${index === 1 ? marker : ''}`,
  }))
  const { jobIds } = await pipeline.submit([{ steps, media }])
  return jobIds[0] ?? ''
}

async function expectFourVideos(jobId: string, seconds: readonly number[]): Promise<void> {
  const job = await pipeline.ended(jobId, 90_000)
  expect(job).toMatchObject({ status: 'completed', error: null, credits_spent: 200 })
  const videos = await videosOf(jobId)
  expect(new Set(videos.map(({ id }) => id)).size).toBe(4)
  expect(videos.map((video) => video.seconds)).toEqual(seconds)
  const said = seconds.map((length) => `make it ${length} seconds, with this photo`)
  expect([sessions(), messages()]).toEqual([1, said])
  await expectSound(pipeline)
}

it('four photos with four instructions become four videos in one session, by four messages in their order', async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
  await expectFourVideos(await fourSteps([2, 3, 4, 5], ''), [2, 3, 4, 5])
}, 60_000)

it('the same when the worker is killed in the middle', async () => {
  pipeline = await givenPipeline({ env: { NEMO_RECOVERY_MAX_READS: '500' } })
  const killed = processes.start(pipeline.env, { leaseMs: 3_000 })
  const jobId = await fourSteps([2, 3, 4, 5], ' [[sandbox:slow=3]]')
  await waitForCalls(pipeline, 'message', 2)
  killed.signal('SIGKILL')
  await killed.exited()
  processes.start(pipeline.env, { leaseMs: 3_000 })
  await expectFourVideos(jobId, [2, 3, 4, 5])
}, 120_000)

it('a completed job goes on in its own session as often as it is refined, one message each, and keeps its videos', async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
  const media = [{ fileId: await pipeline.photo('coins.jpg') }]
  const { jobIds } = await pipeline.submit([{ media, steps: [{ instruction: 'make a 2-second video' }] }])
  const made = await pipeline.ended(jobIds[0] ?? '')
  expect(made).toMatchObject({ status: 'completed', credits_spent: 50 })
  const [first] = await videosOf(made.id)

  expect(await refine(made.id, 'make it 3 seconds')).toMatchObject({ kind: 'added', stepIndex: 1 })
  expect(await pipeline.ended(made.id)).toMatchObject({ status: 'completed', session_id: made.session_id, attempts: 2 })
  expect(await refine(made.id, 'make it 4 seconds')).toMatchObject({ kind: 'added', stepIndex: 2 })
  const refined = await pipeline.ended(made.id)
  expect(refined).toMatchObject({
    ...{ status: 'completed', progress: 100, session_id: made.session_id, attempts: 3 },
    credits_spent: 150,
  })

  const videos = await videosOf(made.id)
  expect(videos[0]).toEqual(first)
  expect(new Set(videos.map(({ id }) => id)).size).toBe(3)
  expect(videos.map(({ seconds }) => seconds)).toEqual([2, 3, 4])
  expect([sessions(), messages()]).toEqual([1, ['make a 2-second video', 'make it 3 seconds', 'make it 4 seconds']])
  const ends = (await pipeline.events(made.id)).filter(({ type }) => type === 'job.completed')
  expect(ends).toHaveLength(3)
  await expectSound(pipeline)
}, 60_000)

it('a refinement whose session is gone works all of the job again in a new one, says so, and keeps each video until then', async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
  const media = [{ fileId: await pipeline.photo('coins.jpg') }]
  const { jobIds } = await pipeline.submit([{ media, steps: [{ instruction: 'make a 2-second video' }] }])
  const made = await pipeline.ended(jobIds[0] ?? '')
  await refine(made.id, 'make it 3 seconds [[sandbox:session_lost=1]]')
  await waitFor(
    async () => (await pipeline.events(made.id)).find(({ data }) => data.reason === 'session_lost') ?? null,
    { describe: 'the session to be lost' },
  )
  expect((await videosOf(made.id))[0]?.id).not.toBeNull()
  const refined = await pipeline.ended(made.id)
  expect(refined).toMatchObject({ status: 'completed', warnings: [{ code: 'billed_again' }] })
  expect(refined.session_id).not.toBe(made.session_id)
  expect((await videosOf(made.id)).map(({ seconds }) => seconds)).toEqual([2, 3])
  expect(sessions()).toBe(2)
  await expectSound(pipeline)
}, 60_000)

it('an edit that rendered nothing has its video by an export, which sends no message and costs nothing', async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
  const media = [{ fileId: await pipeline.photo('coins.jpg') }]
  const { jobIds } = await pipeline.submit([{ media, steps: [{ instruction: 'make a 2-second video' }] }])
  const made = await pipeline.ended(jobIds[0] ?? '')
  const project = openProject(pipeline.db, 'proj_default')
  const step = { instruction: 'make it 3 seconds', render: false, media: [] }
  await project.transaction((tx) => tx.addSteps(made.id, [step], { maxSteps: 50 }))
  expect(await pipeline.ended(made.id)).toMatchObject({ status: 'completed', credits_spent: 100 })
  expect((await videosOf(made.id))[1]?.id).toBeNull()

  await project.transaction((tx) => tx.renderLastStep(made.id))
  expect(await pipeline.ended(made.id)).toMatchObject({ status: 'completed', credits_spent: 100, attempts: 3 })
  expect((await videosOf(made.id)).map(({ seconds }) => seconds)).toEqual([2, 3])
  expect(messages()).toHaveLength(2)
  await expectSound(pipeline)
}, 60_000)

it('a refinement whose worker is killed in its event stream is carried on by the next one, and paid once', async () => {
  pipeline = await givenPipeline({ env: { NEMO_RECOVERY_MAX_READS: '500' } })
  const killed = processes.start(pipeline.env, { leaseMs: 3_000 })
  const media = [{ fileId: await pipeline.photo('coins.jpg') }]
  const { jobIds } = await pipeline.submit([{ media, steps: [{ instruction: 'make a 2-second video' }] }])
  const made = await pipeline.ended(jobIds[0] ?? '', 60_000)
  expect(made).toMatchObject({ status: 'completed' })
  const [first] = await videosOf(made.id)

  await refine(made.id, 'make it 3 seconds [[sandbox:slow=3]]')
  await waitForCalls(pipeline, 'message', 2)
  killed.signal('SIGKILL')
  await killed.exited()
  processes.start(pipeline.env, { leaseMs: 3_000 })
  expect(await pipeline.ended(made.id, 60_000)).toMatchObject({ status: 'completed', session_id: made.session_id })
  const videos = await videosOf(made.id)
  expect(videos[0]).toEqual(first)
  expect(videos.map(({ seconds }) => seconds)).toEqual([2, 3])
  expect([sessions(), messages().length]).toEqual([1, 2])
  await expectSound(pipeline)
}, 120_000)
