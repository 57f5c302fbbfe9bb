import { openProject } from '@nemo-batch/database'
import { waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf, expectSound, waitForCalls } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'
import { givenWorkerProcesses } from './given-worker-process.ts'

const RECOVERS = { env: { NEMO_RECOVERY_MAX_READS: '500' } }
const SLOWLY = ' [[sandbox:slow=3]]'

const refine = ({ db }: Pipeline, jobId: string, instruction: string) =>
  openProject(db, 'proj_default').transaction((tx) =>
    tx.addSteps(jobId, [{ instruction, render: true, media: [] }], { maxSteps: 50 }),
  )

/** Of each step, in order; null: it has none. */
async function videosOf({ db }: Pipeline, jobId: string): Promise<{ id: string | null; seconds: number }[]> {
  const { rows } = await db.query<{ id: string | null; seconds: number }>(
    `SELECT f.id, round(f.duration_ms / 1000.0)::int AS seconds
     FROM job_steps s LEFT JOIN files f ON f.id = s.video_file_id WHERE s.job_id = $1 ORDER BY s.step_index`,
    [jobId],
  )
  return rows
}

/** Of a job's session, as the provider took them. */
const messages = ({ sandbox }: Pipeline, sessionId: string): unknown[] =>
  sandbox.log.entries({ call: 'message', sessionId }).map(({ detail }) => detail.text)

async function submitOneStep(pipeline: Pipeline): Promise<string> {
  const media = [{ fileId: await pipeline.photo('coins.jpg') }]
  const { jobIds } = await pipeline.submit([{ media, steps: [{ instruction: 'make a 1-second video' }] }])
  return jobIds[0] ?? ''
}

const SECONDS = [1, 2, 3, 4]

async function submitFourSteps(pipeline: Pipeline, marker = ''): Promise<string> {
  const photos = ['coins.jpg', 'rocket.jpg', 'chelsea.webp', 'coffee.jpg']
  const media = await Promise.all(
    photos.map(async (name, stepIndex) => ({ fileId: await pipeline.photo(name), stepIndex })),
  )
  const steps = SECONDS.map((length, index) => ({
    instruction: `make it ${length} seconds, with this photo${index === 1 ? marker : ''}`,
  }))
  const { jobIds } = await pipeline.submit([{ steps, media }])
  return jobIds[0] ?? ''
}

async function expectFourVideos(pipeline: Pipeline, jobId: string): Promise<void> {
  const job = await pipeline.ended(jobId, 90_000)
  expect(job).toMatchObject({ status: 'completed', error: null, credits_spent: 200 })
  const videos = await videosOf(pipeline, jobId)
  expect(new Set(videos.map(({ id }) => id)).size).toBe(4)
  expect(videos.map(({ seconds }) => seconds)).toEqual(SECONDS)
  const said = SECONDS.map((length) => `make it ${length} seconds, with this photo`)
  expect(messages(pipeline, job.session_id)).toEqual(said)
}

describe('one worker', () => {
  let pipeline: Pipeline
  beforeAll(async () => {
    pipeline = await givenPipeline()
    await pipeline.startWorker()
  })
  afterAll(() => pipeline.close())

  describe.concurrent('works jobs of several steps:', { timeout: 90_000 }, () => {
    it('four photos with four instructions become four videos in one session, by four messages in their order', async () => {
      await expectFourVideos(pipeline, await submitFourSteps(pipeline))
    })

    it('a completed job goes on in its own session as often as it is refined, one message each, and keeps its videos', async () => {
      const made = await pipeline.ended(await submitOneStep(pipeline))
      expect(made).toMatchObject({ status: 'completed', credits_spent: 50 })
      const [first] = await videosOf(pipeline, made.id)

      expect(await refine(pipeline, made.id, 'make it 2 seconds')).toMatchObject({ kind: 'added', stepIndex: 1 })
      expect(await pipeline.ended(made.id)).toMatchObject({
        ...{ status: 'completed', session_id: made.session_id, attempts: 2 },
      })
      expect(await refine(pipeline, made.id, 'make it 3 seconds')).toMatchObject({ kind: 'added', stepIndex: 2 })
      const refined = await pipeline.ended(made.id)
      expect(refined).toMatchObject({
        ...{ status: 'completed', progress: 100, session_id: made.session_id, attempts: 3 },
        credits_spent: 150,
      })

      const videos = await videosOf(pipeline, made.id)
      expect(videos[0]).toEqual(first)
      expect(new Set(videos.map(({ id }) => id)).size).toBe(3)
      expect(videos.map(({ seconds }) => seconds)).toEqual([1, 2, 3])
      expect(messages(pipeline, made.session_id)).toEqual([
        'make a 1-second video',
        'make it 2 seconds',
        'make it 3 seconds',
      ])
      const ends = (await pipeline.events(made.id)).filter(({ type }) => type === 'job.completed')
      expect(ends).toHaveLength(3)
    })

    it('a refinement whose session is gone works all of the job again in a new one, says so, and keeps each video until then', async () => {
      const made = await pipeline.ended(await submitOneStep(pipeline))
      await refine(pipeline, made.id, 'make it 2 seconds [[sandbox:session_lost=1]]')
      await waitFor(
        async () => (await pipeline.events(made.id)).find(({ data }) => data.reason === 'session_lost') ?? null,
        { describe: 'the session to be lost' },
      )
      expect((await videosOf(pipeline, made.id))[0]?.id).not.toBeNull()
      const refined = await pipeline.ended(made.id)
      expect(refined).toMatchObject({
        ...{ status: 'completed', warnings: [{ code: 'billed_again' }] },
      })
      expect(refined.session_id).not.toBe(made.session_id)
      expect((await videosOf(pipeline, made.id)).map(({ seconds }) => seconds)).toEqual([1, 2])
    })

    it('an edit that rendered nothing has its video by an export, which sends no message and costs nothing', async () => {
      const made = await pipeline.ended(await submitOneStep(pipeline))
      const project = openProject(pipeline.db, 'proj_default')
      const step = { instruction: 'make it 2 seconds', render: false, media: [] }
      await project.transaction((tx) => tx.addSteps(made.id, [step], { maxSteps: 50 }))
      expect(await pipeline.ended(made.id)).toMatchObject({ status: 'completed', credits_spent: 100 })
      expect((await videosOf(pipeline, made.id))[1]?.id).toBeNull()

      await project.transaction((tx) => tx.renderLastStep(made.id))
      expect(await pipeline.ended(made.id)).toMatchObject({ status: 'completed', credits_spent: 100, attempts: 3 })
      expect((await videosOf(pipeline, made.id)).map(({ seconds }) => seconds)).toEqual([1, 2])
      expect(messages(pipeline, made.session_id)).toHaveLength(2)
    })
  })

  it('opens one session for each job, and another for the one that lost its own', async () => {
    expect(callsOf(pipeline, 'open_session')).toBe(4 + 1)
    await expectSound(pipeline)
  })
})

describe('a worker that is killed in event streams', () => {
  let pipeline: Pipeline
  let fourSteps: string
  let refined: string
  let sessionBefore: string
  let videoBefore: unknown
  const processes = givenWorkerProcesses()
  beforeAll(async () => {
    pipeline = await givenPipeline(RECOVERS)
    const killed = processes.start(pipeline.env, { leaseMs: 3_000 })
    refined = await submitOneStep(pipeline)
    const made = await pipeline.ended(refined, 60_000)
    expect(made).toMatchObject({ status: 'completed' })
    sessionBefore = made.session_id
    videoBefore = (await videosOf(pipeline, refined))[0]
    fourSteps = await submitFourSteps(pipeline, SLOWLY)
    await waitForCalls(pipeline, 'message', 3)
    await refine(pipeline, refined, `make it 2 seconds${SLOWLY}`)
    await waitFor(() => messages(pipeline, sessionBefore).length === 2)
    killed.signal('SIGKILL')
    await killed.exited()
    processes.start(pipeline.env, { leaseMs: 3_000 })
  }, 120_000)
  afterAll(async () => {
    await processes.close()
    await pipeline.close()
  })

  it(
    'leaves a job of four steps in the middle, and the next one makes its four videos',
    () => expectFourVideos(pipeline, fourSteps),
    120_000,
  )

  it('leaves a refinement to the next one, which carries it on, and it is paid once', async () => {
    const job = await pipeline.ended(refined, 60_000)
    expect(job).toMatchObject({ status: 'completed', session_id: sessionBefore })
    const videos = await videosOf(pipeline, refined)
    expect(videos[0]).toEqual(videoBefore)
    expect(videos.map(({ seconds }) => seconds)).toEqual([1, 2])
    expect(messages(pipeline, sessionBefore)).toHaveLength(2)
  }, 120_000)

  it('leaves each job in its one session', async () => {
    expect(callsOf(pipeline, 'open_session')).toBe(2)
    await expectSound(pipeline)
  })
})
