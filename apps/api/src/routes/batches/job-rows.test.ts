import { fileSchema, type JobRowList, jobRowListSchema, problemSchema } from '@nemo-batch/contracts'
import { type JobErrorCode, type JobStatus, toJobError } from '@nemo-batch/domain'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenCompletedJob } from '../../testing/given-ended-jobs.ts'
import { formOf, photo } from '../../testing/photos.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

type Given = { readonly status: JobStatus; readonly code?: JobErrorCode; readonly reference?: string }

/** A batch whose jobs are as they say. */
async function given(jobs: readonly Given[]): Promise<{ batchId: string; jobIds: string[] }> {
  const account = await seedAccount(api.db)
  const { batchId, jobIds } = await seedBatch(
    api.db,
    account,
    jobs.map(({ reference }) => (reference === undefined ? {} : { reference })),
  )
  for (const [index, { status, code = 'internal' }] of jobs.entries())
    await api.db.query(`UPDATE jobs SET status = $2, progress = $3, error = $4, blocked = $5 WHERE id = $1`, [
      jobIds[index],
      status,
      status === 'completed' ? 100 : 0,
      status === 'failed'
        ? JSON.stringify(toJobError({ code, message: 'It went wrong', billed: false }, 'upload'))
        : null,
      status === 'blocked' ? '{"reason":"plan_required","message":"m","action_url":null}' : null,
    ])
  for (const status of ['queued', 'running', 'blocked', 'completed', 'failed', 'canceled'])
    await api.db.query(
      `UPDATE batches SET ${status} = (SELECT count(*) FROM jobs WHERE batch_id = $1 AND status = $2) WHERE id = $1`,
      [batchId, status],
    )
  return { batchId, jobIds }
}

const read = async (batchId: string, query = ''): Promise<JobRowList> => {
  const answer = await api.call(`/v1/batches/${batchId}/job-rows?${query}`)
  expect(answer.status).toBe(200)
  return jobRowListSchema.parse(await answer.json())
}
const places = ({ data }: JobRowList): number[] => data.map(({ position }) => position)

describe('the rows of a batch', () => {
  let batchId: string
  beforeAll(async () => {
    const statuses: JobStatus[] = ['canceled', 'completed', 'queued', 'running', 'blocked', 'failed']
    batchId = (
      await given([
        ...statuses.map((status) => ({ status, reference: `SKU-${status}` })),
        { status: 'failed', code: 'no_change' },
      ])
    ).batchId
  })

  it('show first what needs attention, or stand as they were sent', async () => {
    const byAttention = await read(batchId)
    expect(byAttention.data.map(({ status }) => status)).toEqual([
      'failed',
      'failed',
      'blocked',
      'running',
      'queued',
      'completed',
      'canceled',
    ])
    expect(places(byAttention)).toEqual([5, 6, 4, 3, 2, 1, 0])
    expect(places(await read(batchId, 'order=position'))).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('are read from any place on, and say how many there are', async () => {
    for (const order of ['attention', 'position']) {
      const all = places(await read(batchId, `order=${order}`))
      for (const offset of [0, 3, 6]) {
        const page = await read(batchId, `order=${order}&offset=${offset}&limit=2`)
        expect(places(page)).toEqual(all.slice(offset, offset + 2))
        expect(page).toMatchObject({ total: 7, offset })
      }
      expect(await read(batchId, `order=${order}&offset=7`)).toMatchObject({ data: [], total: 7 })
    }
  })

  it.each([
    ['status=failed', [5, 6]],
    ['status=failed&order=position&offset=1', [6]],
    ['status=queued', [2]],
    ['error_code=no_change', [6]],
    ['error_code=no_change&status=queued', []],
    ['q=sku-', [5, 4, 3, 2, 1, 0]],
    ['q=sku-&order=position&offset=4', [4, 5]],
    ['q=SKU-running', [3]],
    ['q=went+wrong', [5, 6]],
    ['q=3-second', [5, 6, 4, 3, 2, 1, 0]],
    ['q=3-second&status=failed&error_code=no_change', [6]],
    ['q=nowhere', []],
  ])('are found by ?%s', async (query, expected) => {
    const page = await read(batchId, query)
    expect(places(page)).toEqual(expected)
    const counted = await read(batchId, query.replace(/offset=\d+/, 'offset=0'))
    expect(page.total).toBe(counted.data.length)
  })
})

describe('a row', () => {
  it('tells what a table shows: how much there is to the job, its first photo, its video', async () => {
    const form = formOf(['file', await photo('coins.jpg')])
    const { id: fileId } = fileSchema.parse(await (await api.call('/v1/files', { method: 'POST', body: form })).json())
    const long = 'make a video of it '.repeat(20)
    const media = [{ url: 'https://shop.example/1.jpg' }, { fileId }, { fileId, stepIndex: 1 }]
    const { batchId, jobId, videoId } = await givenCompletedJob(api, {
      ...{ reference: 'SKU-1', media, steps: [{ instruction: long }, { instruction: 'add music' }] },
    })
    expect((await read(batchId)).data).toEqual([
      expect.objectContaining({
        ...{ id: jobId, object: 'job_row', position: 0, reference: 'SKU-1', status: 'completed', progress: 100 },
        ...{ instruction: long.slice(0, 160), steps: 2, media: 3, thumbnail_file_id: fileId },
        ...{ video: { file_id: videoId, duration_ms: 3_000 }, error: null, blocked_reason: null, attempts: 1 },
      }),
    ])
  })

  it('tells what is wrong, in short', async () => {
    const { batchId } = await given([{ status: 'failed', code: 'unsupported_file' }, { status: 'blocked' }])
    const { data } = await read(batchId)
    expect(data).toMatchObject([
      { error: { code: 'unsupported_file', message: 'It went wrong', retryable: false }, thumbnail_file_id: null },
      { error: null, blocked_reason: 'plan_required', video: null },
    ])
  })
})

it('names every fault of a request at once', async () => {
  const { batchId } = await given([{ status: 'queued' }])
  const query = 'order=name&offset=-1&limit=201&status=lost&error_code=bad_luck&q=&colour=red'
  const answer = await api.call(`/v1/batches/${batchId}/job-rows?${query}`)
  expect(answer.status).toBe(422)
  const { errors } = problemSchema.parse(await answer.json())
  expect(errors?.map(({ path }) => path).toSorted()).toEqual([
    '/colour',
    '/error_code',
    '/limit',
    '/offset',
    '/order',
    '/q',
    '/status',
  ])
})

it('knows no rows of a batch that is not there', async () => {
  for (const id of ['x', `batch_${'0'.repeat(26)}`])
    expect((await api.call(`/v1/batches/${id}/job-rows`)).status).toBe(404)
})
