import { batchStatsSchema, errorGroupListSchema, problemSchema, statsSchema } from '@nemo-batch/contracts'
import { newId } from '@nemo-batch/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenCompletedJob, givenFailedJob } from '../../testing/given-ended-jobs.ts'
import { givenKey, givenProject } from '../../testing/given-keys.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** As its worker tells of it. */
async function givenFailure(): Promise<{ jobId: string; batchId: string }> {
  const failed = await givenFailedJob(api, 'upload')
  await api.db.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data, created_at)
     SELECT $1, project_id, batch_id, id, 'job.failed', 99, jsonb_build_object('error', error), completed_at FROM jobs WHERE id = $2`,
    [newId('evt'), failed.jobId],
  )
  return failed
}

const faultsOf = async (path: string): Promise<string[]> => {
  const answer = await api.call(path)
  expect(answer.status).toBe(422)
  return problemSchema.parse(await answer.json()).errors?.map(({ path: at, code }) => `${at} ${code}`) ?? []
}

describe('figures of a project', () => {
  it('tell of the last day when no span is named, and of no other project', async () => {
    await givenCompletedJob(api)
    await givenFailure()
    const stats = statsSchema.parse(await (await api.call('/v1/stats')).json())
    expect(stats).toMatchObject({ interval_seconds: 900, totals: { completed: 1, failed: 1, failure_rate: 0.5 } })
    const [first, second] = stats.throughput
    expect(Date.parse(second?.at ?? '') - Date.parse(first?.at ?? '')).toBe(900_000)
    expect(stats.from).toBe(first?.at)
    expect(Date.parse(stats.to) - Date.parse(stats.from)).toBe(stats.throughput.length * 900_000)

    const stranger = await givenKey(api, ['jobs:read'], await givenProject(api))
    const theirs = statsSchema.parse(await (await stranger.call('/v1/stats')).json())
    expect(theirs.totals).toEqual({ completed: 0, failed: 0, canceled: 0, failure_rate: null, credits: 0 })
    expect(theirs.queue).toEqual({ queued: 0, running: 0, blocked: 0, oldest_queued_seconds: null })
  })

  it.each(['/v1/stats', '/v1/error-groups'])('%s names every fault of a span', async (path) => {
    expect(await faultsOf(`${path}?from=yesterday&to=soon&colour=red`)).toEqual([
      ...['/from invalid_value', '/to invalid_value', '/colour unknown_field'],
    ])
    const to = '2026-11-21T10:00:00Z'
    expect(await faultsOf(`${path}?from=2026-11-21T10:00:01Z&to=${to}`)).toEqual(['/from out_of_range'])
    expect(await faultsOf(`${path}?from=2026-01-01T00:00:00Z&to=${to}`)).toEqual(['/from out_of_range'])
    expect(await faultsOf(`${path}?to=9999-12-31T23:59:59Z`)).toEqual(['/to out_of_range'])
    expect(await faultsOf(`${path}?to=0000-01-01T00:00:00Z`)).toEqual(['/to out_of_range'])
  })
})

describe('groups of errors', () => {
  it('tell what to do, whom it hit, and how many jobs still stand failed', async () => {
    const { jobId, batchId } = await givenFailure()
    const list = errorGroupListSchema.parse(await (await api.call(`/v1/error-groups?batch_id=${batchId}`)).json())
    expect(list).toMatchObject({ has_more: false, truncated: false })
    expect(Date.parse(list.to) - Date.parse(list.from)).toBe(86_400_000)
    expect(list.data).toEqual([
      expect.objectContaining({
        ...{ object: 'error_group', code: 'nemo_unavailable', stage: 'upload', retryable: true, billed: false },
        ...{ failures: 1, jobs_failed: 1, sample_job_id: jobId },
        batches: { total: 1, sample: [{ id: batchId, name: 'test' }] },
      }),
    ])
    const [group] = list.data
    expect(group?.first_seen).toBe(group?.last_seen)
    expect(await faultsOf('/v1/error-groups?batch_id=x')).toEqual(['/batch_id invalid_value'])
  })
})

it('tells of a batch how it goes on, and nothing of one that is not there', async () => {
  const { batchId } = await givenFailure()
  expect(batchStatsSchema.parse(await (await api.call(`/v1/batches/${batchId}/stats`)).json())).toMatchObject({
    ...{ batch_id: batchId, estimated_end_at: null, failures: [{ code: 'nemo_unavailable', jobs: 1 }] },
  })
  for (const id of ['x', `batch_${'0'.repeat(26)}`])
    expect((await api.call(`/v1/batches/${id}/stats`)).status).toBe(404)
})
