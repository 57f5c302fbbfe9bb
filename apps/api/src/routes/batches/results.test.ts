import { type Job, jobSchema, RESULT_COLUMNS } from '@nemo-batch/contracts'
import { openProject } from '@nemo-batch/database'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RESULTS_PER_READ } from '../../limits.ts'
import { openResults } from '../../results/open-results.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  const now = new Date()
  api = await startTestApi({ now: () => now })
})
afterAll(() => api.stop())

const PHOTO = 'https://shop.example/a.jpg'

async function givenBatch(jobs: readonly object[]): Promise<string> {
  const answer = await api.post('/v1/batches', { defaults: { instruction: 'make a video' }, jobs })
  expect(answer.status).toBe(202)
  return ((await answer.json()) as { id: string }).id
}

const manyJobs = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ reference: `R${index}`, media: [PHOTO] }))

const linesOf = async (answer: Response): Promise<Job[]> => {
  const text = await answer.text()
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => jobSchema.parse(JSON.parse(line)))
}

const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, record_delimiter: '\r\n' })

/** Fills in what a worker would have written of a completed job. */
async function complete(batchId: string, position: number): Promise<void> {
  const fileId = `file_${String(position).padStart(26, '0')}`
  await api.db.query(
    `INSERT INTO files (id, project_id, filename, content_type, size_bytes, sha256, width, height, duration_ms, purpose, storage_key)
     VALUES ($1, 'proj_default', 'video.mp4', 'video/mp4', 1234, repeat('a', 64), 1080, 1920, 15000, 'video', $1)`,
    [fileId],
  )
  await api.db.query(
    `WITH done AS (UPDATE jobs SET status = 'completed', progress = 100, credits_spent = 100, attempts = 1 WHERE batch_id = $1 AND position = $2 RETURNING id)
     UPDATE job_steps SET video_file_id = $3 FROM done WHERE job_id = done.id`,
    [batchId, position, fileId],
  )
}

const fail = (batchId: string, position: number, message: string) =>
  api.db.query(`UPDATE jobs SET status = 'failed', error = $3 WHERE batch_id = $1 AND position = $2`, [
    batchId,
    position,
    JSON.stringify({
      ...{ code: 'media_unreachable', message, action: 'Look at it', nemo_code: null },
      ...{ stage: 'upload', retryable: true, billed: 'unknown', fix_by: 'caller' },
    }),
  ])

it('gives each job as it is, one a line in the order in which they were sent, also while the batch runs', async () => {
  const count = 2 * RESULTS_PER_READ + 7
  const batchId = await givenBatch(manyJobs(count))
  await complete(batchId, 3)
  const answer = await api.call(`/v1/batches/${batchId}/results`)
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toContain(`attachment; filename="${batchId}-results.ndjson"`)
  const jobs = await linesOf(answer)
  expect(jobs.map(({ reference }) => reference)).toEqual(manyJobs(count).map(({ reference }) => reference))
  expect(jobs[3]).toMatchObject({
    status: 'completed',
    video: { bytes: 1234, url: expect.stringContaining('signature=') },
  })
  expect(jobs[3]).toEqual(await (await api.call(`/v1/jobs/${jobs[3]?.id}`)).json())
})

it('gives a row a job as CSV, which spreadsheets read as text and numbers and never as formulas', async () => {
  const references = ['=1+1', ' +1', '@cmd', '-1', '＝1', '红色, "x"\nnew line', 'plain', "'quoted"]
  const batchId = await givenBatch(
    references.map((reference) => ({ reference, media: [PHOTO], metadata: { a: '=1' } })),
  )
  await complete(batchId, 6)
  await fail(batchId, 7, '=HYPERLINK("http://evil")')
  const answer = await api.call(`/v1/batches/${batchId}/results?format=csv`)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toContain(`filename="${batchId}-results.csv"`)
  const text = await answer.text()
  expect(text.split('\r\n', 1)[0]).toBe(RESULT_COLUMNS.join(','))
  const rows = rowsOf(text)
  expect(rows.map((row) => row.reference)).toEqual(
    references.map((reference, index) => (index < 5 ? `'${reference}` : reference)),
  )
  expect(rows[6]).toMatchObject({
    ...{ status: 'completed', error_code: '', billed: '', video_bytes: '1234', video_sha256: 'a'.repeat(64) },
    ...{
      duration_ms: '15000',
      width: '1080',
      height: '1920',
      credits_spent: '100',
      attempts: '1',
      metadata: '{"a":"=1"}',
    },
  })
  expect((await fetch(rows[6]?.video_url ?? '')).status).not.toBe(403)
  expect(rows[7]).toMatchObject({
    ...{ status: 'failed', error_code: 'media_unreachable', error_message: `'=HYPERLINK("http://evil")` },
    ...{ error_action: 'Look at it', billed: 'unknown', fix_by: 'caller', video_url: '' },
  })
})

it('takes the form from `format`, else from `Accept`, and answers HEAD', async () => {
  const path = `/v1/batches/${await givenBatch(manyJobs(1))}/results`
  const typeOf = async (query: string, accept?: string, method = 'GET') => {
    const answer = await api.call(path + query, { method, headers: accept === undefined ? {} : { accept } })
    return [answer.status, answer.headers.get('content-type')?.split(';')[0], (await answer.text()) === '']
  }
  expect(await typeOf('')).toEqual([200, 'application/x-ndjson', false])
  expect(await typeOf('', 'text/csv')).toEqual([200, 'text/csv', false])
  expect(await typeOf('', 'application/x-ndjson;q=0.1, text/csv')).toEqual([200, 'text/csv', false])
  expect(await typeOf('?format=ndjson', 'text/csv')).toEqual([200, 'application/x-ndjson', false])
  expect(await typeOf('?format=csv', '*/*', 'HEAD')).toEqual([200, 'text/csv', true])
  expect(await typeOf('', 'image/png')).toEqual([406, 'application/problem+json', false])
  expect(await typeOf('?format=xlsx')).toEqual([422, 'application/problem+json', false])
  expect((await api.call(`/v1/batches/batch_${'0'.repeat(26)}/results`)).status).toBe(404)
})

it('is empty for a batch that has no jobs yet, but for the names of the columns', async () => {
  const created = await api.post('/v1/batches', { open: true })
  const { id } = (await created.json()) as { id: string }
  expect(await (await api.call(`/v1/batches/${id}/results`)).text()).toBe('')
  const csv = await (await api.call(`/v1/batches/${id}/results?format=csv`)).text()
  expect(csv).toBe(`${RESULT_COLUMNS.join(',')}\r\n`)
})

it('breaks the connection when it cannot go on, so that nobody takes a part for the whole', async () => {
  const batchId = await givenBatch(manyJobs(RESULTS_PER_READ + 1))
  // no time that can be told: what is read of this job cannot be written down
  await api.db.query(`UPDATE jobs SET created_at = 'infinity' WHERE batch_id = $1 AND position = $2`, [
    batchId,
    RESULTS_PER_READ,
  ])
  const answer = await api.call(`/v1/batches/${batchId}/results`)
  expect(answer.status).toBe(200)
  await expect(answer.text()).rejects.toThrow()
})

it('reads on only as fast as it is read, and no more once the reader has gone', async () => {
  const batchId = await givenBatch(manyJobs(4 * RESULTS_PER_READ))
  const project = openProject(api.db, 'proj_default')
  let reads = 0
  const counted = {
    readResults: (...page: Parameters<typeof project.readResults>) => {
      reads++
      return project.readResults(...page)
    },
  }
  const line = 'x'.repeat(1_000)
  const present = (job: { readonly id: string }) => ({ id: job.id, line }) as unknown as Job
  const stream = await openResults({ project: counted, batchId, format: 'ndjson', present })
  const chunks = stream[Symbol.asyncIterator]()
  await chunks.next()
  expect(reads).toBeLessThanOrEqual(2)
  await chunks.return?.()
  expect(stream.destroyed).toBe(true)
  expect(reads).toBeLessThanOrEqual(2)
})
