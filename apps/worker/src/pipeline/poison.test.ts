import { expectInvariants } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
})
afterAll(() => pipeline.close())

it('a job that nothing can be done with fails, saying so, and the others of its batch complete', async () => {
  const photo = await pipeline.photo('coins.jpg')
  const healthy = { media: [{ fileId: photo }], steps: [{ instruction: 'make a 2-second video' }] }
  // a row that no code of ours writes
  const { jobIds } = await pipeline.submit([{ ...healthy, steps: [] }, healthy])
  const [poisoned, other] = await Promise.all(jobIds.map((jobId) => pipeline.ended(jobId)))
  expect(poisoned).toMatchObject({ status: 'failed', lease_token: null })
  expect(poisoned?.error).toMatchObject({ code: 'internal', fix_by: 'operator', retryable: true })
  expect(other).toMatchObject({ status: 'completed' })
  await expectInvariants({ db: pipeline.db, provider: pipeline.sandbox })
})
