import { bulkAnswerSchema, errorGroupListSchema, jobSchema, problemSchema } from '@nemo-batch/contracts'
import { newId } from '@nemo-batch/runtime'
import { seedAccount, seedBatch, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenFailedJob } from '../../testing/given-ended-jobs.ts'
import { givenKey, givenProject } from '../../testing/given-keys.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const ask = async (what: 'retry' | 'cancel', body: unknown) => {
  const answer = await api.post(`/v1/jobs/${what}`, body)
  expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([200, null])
  return bulkAnswerSchema.parse(await answer.json())
}
const statusOf = async (jobId: string): Promise<string> =>
  jobSchema.parse(await (await api.call(`/v1/jobs/${jobId}`)).json()).status
const auditedOf = async (action: string): Promise<string[]> => {
  const { rows } = await api.db.query<{ object_id: string }>(
    'SELECT object_id FROM audit_log WHERE action = $1 ORDER BY object_id',
    [action],
  )
  return rows.map((row) => row.object_id)
}

describe('retrying many jobs', () => {
  it('tells how many and what it costs, then does it, starts them, and audits each', async () => {
    const failed = [await givenFailedJob(api, 'instruct'), await givenFailedJob(api, 'render')]
    const jobIds = failed.map(({ jobId }) => jobId)
    const chosen = { job_ids: [...jobIds, ...jobIds, newId('job')] }
    const counts = { action: 'retry', jobs: 2, skipped: 1, credits: 50 }
    expect(await ask('retry', { ...chosen, dry_run: true })).toEqual({ object: 'bulk_estimate', ...counts })
    expect(await auditedOf('job.retry_many')).toEqual([])
    expect(await ask('retry', chosen)).toEqual({ object: 'bulk_result', ...counts })
    for (const jobId of jobIds) await waitFor(async () => (await statusOf(jobId)) === 'running')
    expect(await auditedOf('job.retry_many')).toEqual(jobIds.toSorted())
    expect(await ask('retry', chosen)).toMatchObject({ jobs: 0, skipped: 3, credits: 0 })
    expect(await auditedOf('job.retry_many')).toHaveLength(2)
  })

  it('takes all of an error group', async () => {
    const { jobId } = await givenFailedJob(api, 'upload')
    await api.db.query(
      `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data, created_at)
       SELECT $1, project_id, batch_id, id, 'job.failed', 99, jsonb_build_object('error', error), completed_at FROM jobs WHERE id = $2`,
      [newId('evt'), jobId],
    )
    const { data, to } = errorGroupListSchema.parse(await (await api.call('/v1/error-groups')).json())
    const from = new Date(Date.parse(to) - 3_600_000).toISOString()
    const group = { error_group: data[0]?.id, from, to }
    expect(await ask('retry', { ...group, dry_run: true })).toMatchObject({ jobs: 1 })
    expect(await ask('retry', group)).toMatchObject({ jobs: 1, skipped: 0 })
    expect(await statusOf(jobId)).not.toBe('failed')
  })
})

describe('canceling many jobs', () => {
  it('takes those of a batch that are named by what they are', async () => {
    const { batchId, jobIds } = await seedBatch(api.db, await seedAccount(api.db), [
      ...[{ reference: 'red' }, { reference: 'blue' }],
    ])
    const chosen = { batch_id: batchId, q: 'blue', status: 'queued' }
    expect(await ask('cancel', { ...chosen, dry_run: true })).toEqual({
      ...{ object: 'bulk_estimate', action: 'cancel', jobs: 1, skipped: 0, credits: 0 },
    })
    expect(await ask('cancel', chosen)).toMatchObject({ object: 'bulk_result', jobs: 1 })
    expect(await Promise.all(jobIds.map(statusOf))).toEqual(['queued', 'canceled'])
    expect(await auditedOf('job.cancel_many')).toEqual([jobIds[1]])
    expect(await ask('cancel', { batch_id: batchId })).toMatchObject({ jobs: 1, skipped: 1 })
  })
})

describe('both', () => {
  it("know nothing of another project's jobs, and do not say whose they are", async () => {
    const { jobId, batchId } = await givenFailedJob(api, 'upload')
    const stranger = await givenKey(api, ['jobs:write'], await givenProject(api))
    const post = (what: string, body: unknown) =>
      stranger.call(`/v1/jobs/${what}`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      })
    for (const what of ['retry', 'cancel']) {
      const answer = await post(what, { job_ids: [jobId, newId('job')] })
      expect(await answer.json()).toMatchObject({ jobs: 0, skipped: 2, credits: 0 })
      expect((await post(what, { batch_id: batchId })).status).toBe(404)
      expect((await post(what, { batch_id: newId('batch') })).status).toBe(404)
    }
    expect(await statusOf(jobId)).toBe('failed')
  })

  const SPAN = { from: '2026-11-21T09:00:00Z', to: '2026-11-21T10:00:00Z' }
  it.each([
    [{}, [' required']],
    [[], [' invalid_type']],
    [{ job_ids: [] }, ['/job_ids too_small']],
    [{ job_ids: Array(1_001).fill(`job_${'0'.repeat(26)}`) }, ['/job_ids too_big']],
    [
      { job_ids: ['x', 1], batch_id: 'x', dry_run: 'yes' },
      ['/job_ids/0 invalid_value', '/job_ids/1 invalid_type', '/dry_run invalid_type', '/batch_id unknown_field'],
    ],
    [
      { batch_id: 'x', status: 'lost', error_code: 'bad_luck', q: '' },
      ['/batch_id invalid_value', '/status invalid_value', '/error_code invalid_value', '/q too_small'],
    ],
    [{ error_group: 'x' }, ['/error_group invalid_value', '/from required', '/to required']],
    [{ error_group: 'a'.repeat(32), from: SPAN.to, to: SPAN.from }, ['/from out_of_range']],
    [{ error_group: 'a'.repeat(32), ...SPAN, from: 'then' }, ['/from invalid_value']],
  ])('name every fault of %j', async (body, faults) => {
    for (const what of ['retry', 'cancel']) {
      const answer = await api.post(`/v1/jobs/${what}`, body)
      expect(answer.status).toBe(422)
      const { errors } = problemSchema.parse(await answer.json())
      expect(errors?.map(({ path, code }) => `${path} ${code}`)).toEqual(faults)
    }
  })
})
