import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
})
afterAll(() => pipeline.close())

it('asks for the render it has begun, though it was unknown once and refused when it was submitted again', async () => {
  pipeline.sandbox.script({ call: 'render_poll', answer: { kind: 'status', status: 404 } })
  const refusal = pipeline.sandbox.script({
    call: 'render_submit',
    skip: 1,
    answer: { kind: 'status', status: 429, retry_after_seconds: 0 },
  })
  const { jobIds } = await pipeline.submit([{ media: [], steps: [{ instruction: 'make a 2-second video' }] }])
  const job = await pipeline.ended(jobIds[0] ?? '')
  expect(job).toMatchObject({ status: 'completed', error: null })
  expect(refusal.left).toBe(0)
  expect(pipeline.sandbox.log.counters().renders).toEqual({ [job.session_id]: 1 })
})
