import {
  batchListSchema,
  batchSchema,
  fileSchema,
  jobListSchema,
  jobSchema,
  problemSchema,
} from '@nemo-batch/contracts'
import { openProject } from '@nemo-batch/database'
import { newId } from '@nemo-batch/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formOf, photo } from '../../testing/photos.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

const PHOTO = 'https://shop.example/photos/1042-a.jpg?size=large'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const create = async (body: unknown) => {
  const answer = await api.post('/v1/batches', body)
  expect(answer.status).toBe(202)
  const batch = batchSchema.parse(await answer.json())
  expect(answer.headers.get('location')).toBe(`/v1/batches/${batch.id}`)
  return batch
}
const upload = async (file: File) =>
  fileSchema.parse(await (await api.call('/v1/files', { method: 'POST', body: formOf(['file', file]) })).json())
const jobsOf = async (batchId: string, query = '') =>
  jobListSchema.parse(await (await api.call(`/v1/batches/${batchId}/jobs${query}`)).json())

it('creates a batch with its defaults applied, and starts its jobs', async () => {
  const batch = await create({
    name: 'Spring catalogue',
    defaults: { instruction: 'turn these images into a smooth 15-second video', language: 'zh-CN' },
    jobs: [
      { reference: 'SKU-1', media: [PHOTO], metadata: { colour: 'red', weight: 1.5, sale: true, note: null } },
      {
        reference: 'SKU-2',
        media: [PHOTO],
        steps: [{ instruction: 'make a video' }, { instruction: 'add music', media: [PHOTO] }],
        priority: 'high',
        output: { format: 'mp4', quality: 'low' },
        language: 'en',
      },
    ],
    webhook: null,
    reuse: false,
    metadata: { campaign: 'spring' },
  })
  expect(batch).toMatchObject({ name: 'Spring catalogue', progress: 0, metadata: { campaign: 'spring' } })
  expect(batch.counts).toMatchObject({ total: 2, queued: 2 })
  const [second, first] = (await jobsOf(batch.id)).data
  expect(first).toMatchObject({
    reference: 'SKU-1',
    language: 'zh-CN',
    priority: 'normal',
    output: { format: 'mp4', quality: 'high' },
    metadata: { colour: 'red', weight: 1.5, sale: true, note: null },
    media: [{ file_id: null, source_url: PHOTO, filename: '1042-a.jpg', status: 'pending' }],
    steps: [{ index: 0, instruction: 'turn these images into a smooth 15-second video', render: true }],
  })
  expect(second).toMatchObject({ priority: 'high', language: 'en', output: { quality: 'low' } })
  expect(second?.steps.map((step) => [step.render, step.media.length])).toEqual([
    [false, 1],
    [true, 1],
  ])
  await expect
    .poll(async () => batchSchema.parse(await (await api.call(`/v1/batches/${batch.id}`)).json()))
    .toMatchObject({ status: 'running', counts: { total: 2, queued: 0, running: 2 } })
})

it('keeps what each job wants done when its session is lost', async () => {
  const job = { media: [PHOTO], instruction: 'x' }
  const wanted = async (body: object) => {
    const { id } = await create(body)
    const { rows } = await api.db.query<{ wanted: string }>(
      'SELECT on_session_lost AS wanted FROM jobs WHERE batch_id = $1 ORDER BY position',
      [id],
    )
    return rows.map((row) => row.wanted)
  }
  expect(await wanted({ jobs: [job, { ...job, on_session_lost: 'fail' }] })).toEqual(['restart', 'fail'])
  expect(
    await wanted({ defaults: { on_session_lost: 'fail' }, jobs: [job, { ...job, on_session_lost: 'restart' }] }),
  ).toEqual(['fail', 'restart'])
})

it('takes a form with photos before and after the batch, matched by file name', async () => {
  const coins = await photo('coins.jpg')
  const batch = { jobs: [{ instruction: 'x', media: [{ file: 'coins.jpg' }, { file: 'shoot/coffee.heic' }] }] }
  const form = formOf(
    ['anything', coins],
    ['batch', new File([JSON.stringify(batch)], 'batch.json', { type: 'application/json' })],
    ['other', await photo('coffee.heic')],
  )
  const answer = await api.call('/v1/batches', { method: 'POST', body: form })
  expect(answer.status).toBe(202)
  const [job] = (await jobsOf(batchSchema.parse(await answer.json()).id)).data
  expect(job?.media.map((media) => media.filename)).toEqual(['coins.jpg', 'coffee.jpg'])
  const sent = await api.call(`/v1/files/${job?.media[0]?.file_id}/content`)
  expect(Buffer.from(await sent.arrayBuffer())).toEqual(Buffer.from(await coins.arrayBuffer()))
})

it('takes one job alone, as a batch of one', async () => {
  const answer = await api.post('/v1/jobs', { reference: 'one', media: [PHOTO], instruction: 'make a video' })
  expect(answer.status).toBe(202)
  const job = jobSchema.parse(await answer.json())
  expect(answer.headers.get('location')).toBe(`/v1/jobs/${job.id}`)
  expect((await jobsOf(job.batch_id)).data.map(({ id }) => id)).toEqual([job.id])
})

it('uses a file that was sent before', async () => {
  const file = await upload(await photo('coins.jpg'))
  const batch = await create({ jobs: [{ media: [{ file_id: file.id }], instruction: 'x' }] })
  expect((await jobsOf(batch.id)).data[0]?.media).toEqual([
    { file_id: file.id, source_url: null, filename: 'coins.jpg', status: 'pending' },
  ])
})

it('finds jobs by status, reference, batch, error and words', async () => {
  const batch = await create({
    jobs: [
      { reference: 'blue_50%', media: [PHOTO], instruction: 'film the sea', metadata: { place: 'Cádiz' } },
      { reference: 'red', media: [PHOTO], instruction: 'film the fire' },
    ],
  })
  const found = async (query: string): Promise<(string | null)[]> => {
    const answer = await api.call(`/v1/jobs?batch_id=${batch.id}&${query}`)
    return jobListSchema.parse(await answer.json()).data.map((job) => job.reference)
  }
  expect(await found('reference=red')).toEqual(['red'])
  expect(await found('q=SEA')).toEqual(['blue_50%'])
  expect(await found(`q=${encodeURIComponent('e_50%')}`)).toEqual(['blue_50%'])
  expect(await found(`q=${encodeURIComponent('Cádiz')}`)).toEqual(['blue_50%'])
  expect(await found(`q=${encodeURIComponent('_____________')}`)).toEqual([])
  expect(await found('error_code=no_change')).toEqual([])
  expect(await found('status=completed')).toEqual([])
  const named = batchListSchema.parse(await (await api.call('/v1/batches?name=Spring')).json())
  expect(named.data.map((item) => item.name)).toEqual(['Spring catalogue'])
})

it('leads to the video of a completed job through a link that needs no key', async () => {
  const job = jobSchema.parse(await (await api.post('/v1/jobs', { media: [PHOTO], instruction: 'x' })).json())
  expect((await api.call(`/v1/jobs/${job.id}/video`)).status).toBe(409)
  const bytes = await photo('coins.jpg')
  const video = await upload(bytes)
  await completeWith(job.id, video.id)
  const lead = await api.call(`/v1/jobs/${job.id}/video`)
  expect(lead.status).toBe(302)
  const open = await fetch(lead.headers.get('location') ?? '')
  expect(Buffer.from(await open.arrayBuffer())).toEqual(Buffer.from(await bytes.arrayBuffer()))
  const done = jobSchema.parse(await (await api.call(`/v1/jobs/${job.id}`)).json())
  expect(done).toMatchObject({ status: 'completed', progress: 100, video: { file_id: video.id, bytes: video.bytes } })
  expect(done.steps[0]?.video?.file_id).toBe(video.id)
  const ended = await api.post('/v1/jobs', { media: [PHOTO], instruction: 'x' })
  const failed = jobSchema.parse(await ended.json()).id
  await api.db.query(`UPDATE jobs SET status = 'failed' WHERE id = $1`, [failed])
  expect((await api.call(`/v1/jobs/${failed}/video`)).status).toBe(404)
})

async function completeWith(jobId: string, fileId: string): Promise<void> {
  await api.db.query(`UPDATE jobs SET status = 'completed', progress = 100 WHERE id = $1`, [jobId])
  await api.db.query(`UPDATE job_steps SET status = 'completed', video_file_id = $2 WHERE job_id = $1`, [jobId, fileId])
}

it("shows nothing of another project's", async () => {
  await api.db.query(`INSERT INTO projects (id, name) VALUES ('proj_other', 'Other')`)
  const insert = {
    id: newId('file'),
    filename: 'secret.jpg',
    contentType: 'image/jpeg',
    sizeBytes: 1,
    sha256: '0'.repeat(64),
    width: 1,
    height: 1,
    durationMs: null,
    purpose: 'media',
    storageKey: 'media/2026/01/secret',
  } as const
  const file = await openProject(api.db, 'proj_other').transaction((tx) => tx.insertFile(insert))
  const batch = await create({ jobs: [{ media: [PHOTO], instruction: 'x' }] })
  const [job] = (await jobsOf(batch.id)).data
  for (const table of ['batches', 'jobs'])
    await api.db.query(`UPDATE ${table} SET project_id = 'proj_other' WHERE $1 IN (id)`, [
      table === 'jobs' ? job?.id : batch.id,
    ])
  const foreign = [
    ...[`/v1/files/${file.id}`, `/v1/files/${file.id}/content`],
    ...[`/v1/batches/${batch.id}`, `/v1/batches/${batch.id}/jobs`, `/v1/batches/${batch.id}/events`],
    ...[`/v1/jobs/${job?.id}`, `/v1/jobs/${job?.id}/events`, `/v1/jobs/${job?.id}/video`],
  ]
  for (const path of foreign) expect([path, (await api.call(path)).status]).toEqual([path, 404])
  const used = await api.post('/v1/batches', { jobs: [{ media: [{ file_id: file.id }], instruction: 'x' }] })
  expect([used.status, problemSchema.parse(await used.json()).code]).toEqual([422, 'file_not_found'])
  expect(jobListSchema.parse(await (await api.call(`/v1/jobs?batch_id=${batch.id}`)).json()).data).toEqual([])
})
