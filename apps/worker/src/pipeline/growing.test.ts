import { type NewBatch, type NewJob, openProject, type ProjectStore } from '@nemo-batch/database'
import { waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectSound } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
let project: ProjectStore
let fileId: string
let accountId: string
beforeAll(async () => {
  pipeline = await givenPipeline()
  project = openProject(pipeline.db, 'proj_default')
  // two of them: each sweeps
  await pipeline.startWorker()
  await pipeline.startWorker()
  accountId = (await pipeline.one<{ id: string }>('SELECT id FROM accounts')).id
  fileId = await pipeline.photo('coins.jpg')
}, 60_000)
afterAll(() => pipeline.close())

async function* jobs(count: number): AsyncGenerator<NewJob[]> {
  const media = [{ fileId, sourceUrl: null, filename: 'coins.jpg' }]
  const step = { instruction: 'make a 2-second video', render: true, media }
  for (let job = 0; job < count; job++)
    yield [
      {
        ...{ reference: null, language: 'en', priority: 1, metadata: {}, onSessionLost: 'restart', steps: [step] },
        output: { format: 'mp4', quality: 'high' },
      },
    ]
}

const create = async (asked: Partial<NewBatch>, count: number): Promise<string> =>
  project.transaction(async (tx) => {
    const batch = { accountId: await tx.pickAccount(accountId), name: null, metadata: {}, defaults: {} }
    const timing = { isOpen: false, scheduledAt: null }
    return (await tx.createBatch({ ...batch, ...timing, ...asked }, jobs(count))).batchId
  })
const add = (batchId: string, count: number) =>
  project.transaction((tx) => tx.addJobs(batchId, jobs(count), { maxJobs: 100 }))
const untilCompleted = (batchId: string, count: number) =>
  waitFor(
    async () => {
      const batch = await project.findBatch(batchId)
      return batch?.completed === count ? batch : null
    },
    { timeoutMs: 30_000, describe: `${count} jobs of ${batchId} to complete` },
  )

it('a batch that was scheduled starts by itself when its time has come, and not before', async () => {
  const batchId = await create({ scheduledAt: new Date(Date.now() + 3_000) }, 2)
  expect(await project.findBatch(batchId)).toMatchObject({ status: 'scheduled', queued: 2 })
  expect(await untilCompleted(batchId, 2)).toMatchObject({ status: 'completed' })
  const early =
    'SELECT count(*)::int AS jobs FROM jobs j JOIN batches b ON b.id = j.batch_id WHERE j.started_at < b.scheduled_at'
  expect(await pipeline.one(early)).toEqual({ jobs: 0 })
  await expectSound(pipeline)
}, 60_000)

it('an open batch works what comes while it runs, and completes when it is closed', async () => {
  const batchId = await create({ isOpen: true }, 1)
  expect(await untilCompleted(batchId, 1)).toMatchObject({ status: 'running', completedAt: null })
  await add(batchId, 2)
  expect(await untilCompleted(batchId, 3)).toMatchObject({ status: 'running' })
  await add(batchId, 1)
  await project.closeBatch(batchId)
  const completed = await waitFor(
    async () => {
      const batch = await project.findBatch(batchId)
      return batch?.status === 'completed' ? batch : null
    },
    { timeoutMs: 30_000, describe: 'the batch to complete' },
  )
  expect(completed).toMatchObject({ completed: 4, isOpen: false })
  await expectSound(pipeline)
}, 60_000)
