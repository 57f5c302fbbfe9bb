import { batchSchema, jobListSchema, webhookBodySchemas, webhookDeliveryDetailSchema } from '@nemo-batch/contracts'
import { newId } from '@nemo-batch/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliveriesOf, givenEndpoint } from '../../testing/given-webhooks.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const NEW_BATCH = {
  name: 'Spring',
  open: true,
  scheduled_at: '2026-01-01T00:00:00Z',
  defaults: { language: 'zh-CN', priority: 'high' },
  metadata: { season: 'spring' },
  webhook: { url: 'https://shop.example/hooks/batch', events: ['job.failed', 'batch.completed'] },
  jobs: [
    {
      reference: 'SKU-1042',
      media: ['https://shop.example/a.jpg'],
      steps: [
        { instruction: 'make a video', render: true },
        { instruction: 'add music', media: ['https://shop.example/song.jpg'] },
      ],
      metadata: { colour: 'red', size: 4, sale: true, note: null },
    },
  ],
}

/** Writes something into every column that callers are shown, and tells of it in the same transaction. */
async function tellOfEverything(batchId: string, jobId: string): Promise<void> {
  await api.db.transaction(async (tx) => {
    const fileId = newId('file')
    await tx.query(
      `INSERT INTO files (id, project_id, filename, content_type, size_bytes, sha256, width, height, duration_ms, purpose, storage_key)
       VALUES ($1, 'proj_default', 'v.mp4', 'video/mp4', 5000000000, 'abc', 1080, 1920, 15000, 'video', $1)`,
      [fileId],
    )
    await tx.query(
      `UPDATE jobs SET status = 'failed', stage = 'render', progress = 70, credits_spent = 150, attempts = 3,
         session_id = 'ses_1', task_id = 'task_1', claim_url = 'https://nemovideo.com/claim',
         started_at = now() - interval '90 seconds', completed_at = now() - interval '1.234567 seconds',
         warnings = '[{"code":"media_converted","message":"a.heic became a.jpg"}]',
         blocked = '{"reason":"plan_required","message":"A plan is needed","action_url":"https://nemovideo.com/pricing"}',
         error = '{"code":"render_failed","message":"No","action":"Retry","nemo_code":7,"stage":"render","retryable":true,"billed":"unknown","fix_by":"provider"}'
       WHERE id = $1`,
      [jobId],
    )
    await tx.query(
      `UPDATE job_steps SET status = 'completed', reply = 'Done “well”. Click Export.', reply_shown = 'Done “well”.', changes = '["added a title"]', render_id = 'render_1',
         timeline = '{"summary":"Timeline","duration_ms":15000,"tracks":[]}', video_file_id = $2, draft = '{"large":true}'
       WHERE job_id = $1`,
      [jobId, fileId],
    )
    await tx.query(`UPDATE job_media SET status = 'uploaded', filename = 'ä.jpg' WHERE job_id = $1`, [jobId])
    await tx.query(
      `UPDATE batches SET status = 'completed', running = 0, failed = 1, credits_settled = 150, is_open = false,
         started_at = now() - interval '2 minutes', completed_at = now() WHERE id = $1`,
      [batchId],
    )
    for (const [id, type, seq, ofJob] of [
      [newId('evt'), 'job.failed', 9, jobId],
      [newId('evt'), 'batch.completed', 4, null],
    ])
      await tx.query(
        `INSERT INTO events (id, project_id, batch_id, job_id, type, seq) VALUES ($1, 'proj_default', $2, $3, $4, $5)`,
        [id, batchId, ofJob, type, seq],
      )
  })
}

/** Links are signed at another time. */
const unsigned = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(/\?expires=[^"]*/g, ''))

it('tells a job and a batch exactly as the API shows them at that moment, whatever becomes of them', async () => {
  const { id: batchId } = batchSchema.parse(await (await api.post('/v1/batches', NEW_BATCH)).json())
  const listed = jobListSchema.parse(await (await api.call(`/v1/jobs?batch_id=${batchId}`)).json())
  const jobId = listed.data[0]?.id ?? ''
  const endpoint = await givenEndpoint(api)
  await expect
    .poll(async () => (await api.db.query('SELECT status FROM jobs WHERE id = $1', [jobId])).rows)
    .toEqual([{ status: 'running' }])
  await tellOfEverything(batchId, jobId)
  const [job, batch] = await Promise.all(
    [`/v1/jobs/${jobId}`, `/v1/batches/${batchId}`].map(async (path) => (await api.call(path)).json()),
  )
  // a column that nothing was written into could be forgotten
  expect(Object.entries({ ...(job as object), ...(batch as object) }).filter(([, value]) => value === null)).toEqual([
    ['max_credits', null],
  ])
  await api.db.query(`UPDATE jobs SET reference = 'changed', error = NULL WHERE id = $1`, [jobId])
  await api.db.query(`UPDATE batches SET name = 'changed', is_open = true WHERE id = $1`, [batchId])

  const bodies = await Promise.all(
    (await deliveriesOf(api, `endpoint_id=${endpoint.id}`)).map(
      async ({ links }) => webhookDeliveryDetailSchema.parse(await (await api.call(links.self)).json()).body,
    ),
  )
  const bodyOf = (type: string) => bodies.find((body) => body.type === type)
  expect(unsigned(bodyOf('job.failed')?.data)).toEqual({ ...(unsigned(job) as object), seq: 9, omitted: [] })
  expect(bodyOf('batch.completed')?.data).toEqual({
    ...(batch as object),
    seq: 4,
    omitted: [],
    error_counts: { render_failed: 1 },
  })
  const { data } = webhookBodySchemas['job.failed'].parse(bodyOf('job.failed'))
  const { url = '' } = data.video ?? {}
  // signed: what is missing is the file, which nobody has stored
  expect((await fetch(url)).status).not.toBe(403)
  expect((await fetch(url.replace('signature=', 'signature=x'))).status).toBe(403)
})
