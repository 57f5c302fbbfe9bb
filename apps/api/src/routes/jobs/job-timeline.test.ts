import { jobTimelineSchema, problemSchema } from '@nemo-batch/contracts'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenCompletedJob } from '../../testing/given-ended-jobs.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const timelineOf = (jobId: string) => api.call(`/v1/jobs/${jobId}/timeline`)

it("is the last step's that has one, and says which", async () => {
  const { jobId } = await givenCompletedJob(api, { steps: [{ instruction: 'a' }, { instruction: 'b' }] })
  const track = { type: 'video', name: 'Main', segments: [{ start_ms: 0, end_ms: 3_000, name: 'a.jpg' }] }
  const timeline = { summary: 'Timeline (1 track): 1. Video: a.jpg', duration_ms: 3_000, tracks: [track] }
  await api.db.query('UPDATE job_steps SET timeline = CASE step_index WHEN 0 THEN $2::jsonb END WHERE job_id = $1', [
    jobId,
    JSON.stringify(timeline),
  ])
  const answer = await timelineOf(jobId)
  expect(answer.status).toBe(200)
  expect(jobTimelineSchema.parse(await answer.json())).toEqual({ ...timeline, step_index: 0 })
})

it('is not there before a step was worked, nor of a job that is not there', async () => {
  const { jobIds } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  const codeOf = async (jobId: string) => {
    const answer = await timelineOf(jobId)
    return [answer.status, problemSchema.parse(await answer.json()).code]
  }
  expect(await codeOf(jobIds[0] ?? '')).toEqual([404, 'no_timeline'])
  expect(await codeOf(`job_${'0'.repeat(26)}`)).toEqual([404, 'not_found'])
  expect(await codeOf('x')).toEqual([404, 'not_found'])
})
