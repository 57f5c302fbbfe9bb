import { auditLogSchema, fileSchema } from '@nemo-batch/contracts'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { describedRoutes } from '../../testing/described-routes.ts'
import { givenBrowser } from '../../testing/given-browser.ts'
import { givenCompletedJob } from '../../testing/given-ended-jobs.ts'
import { type GivenKey, givenKey, givenProject } from '../../testing/given-keys.ts'
import { givenDelivery, givenEndpoint, giveUp, HOOK } from '../../testing/given-webhooks.ts'
import { formOf, photo } from '../../testing/photos.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
let key: GivenKey
beforeAll(async () => {
  api = await startTestApi()
  key = await givenKey(api, ['admin'])
})
afterAll(() => api.stop())

const JOB = { media: ['https://shop.example/1.jpg'], instruction: 'make a 5-second video' }
const thingSchema = z.looseObject({ id: z.string() })
const post = (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  key.call(path, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  })
const patch = (path: string, body: unknown): Promise<Response> =>
  key.call(path, { method: 'PATCH', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
const remove = (path: string): Promise<Response> => key.call(path, { method: 'DELETE' })
const make = async (path: string, body: unknown): Promise<string> =>
  thingSchema.parse(await (await api.post(path, body)).json()).id
const upload = async (): Promise<Response> =>
  key.call('/v1/files', { method: 'POST', body: formOf(['file', await photo('coins.jpg')]) })

async function log(query = ''): Promise<z.infer<typeof auditLogSchema>['data']> {
  return auditLogSchema.parse(await (await api.call(`/v1/audit-log?limit=100&${query}`)).json()).data
}

const batch = (more: object = {}): Promise<string> => make('/v1/batches', { jobs: [JOB], ...more })
/** None of its jobs begins. */
const waitingBatch = (more: object = {}): Promise<string> =>
  batch({ scheduled_at: new Date(Date.now() + 3_600_000).toISOString(), ...more })
async function failedJob(): Promise<{ batchId: string; jobId: string }> {
  const { batchId, jobIds } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  await api.db.query(`UPDATE jobs SET status = 'failed', error = '{"code": "internal"}' WHERE batch_id = $1`, [batchId])
  await api.db.query(`UPDATE batches SET queued = 0, failed = 1, status = 'completed' WHERE id = $1`, [batchId])
  return { batchId, jobId: jobIds[0] ?? '' }
}
const jobOf = async (batchId: string): Promise<string> => {
  const { rows } = await api.db.query<{ id: string }>('SELECT id FROM jobs WHERE batch_id = $1', [batchId])
  return rows[0]?.id ?? ''
}
const account = (): Promise<string> => make('/v1/accounts', { name: 'Another' })

type Made = { readonly action: string; readonly objectId: string | null; readonly send: () => Promise<Response> }
const upon = (action: string, objectId: string, send: () => Promise<Response>): Made => ({ action, objectId, send })
/** What it makes is told by the answer. */
const making = (action: string, send: () => Promise<Response>): Made => ({ action, objectId: null, send })

/** One request that changes something, for each route that can. */
const CHANGES: Readonly<Record<string, () => Promise<Made>>> = {
  'POST /v1/files': async () => making('file.create', upload),
  'DELETE /v1/files/{id}': async () => {
    const { id } = fileSchema.parse(await (await upload()).json())
    return upon('file.delete', id, () => remove(`/v1/files/${id}`))
  },
  'POST /v1/batches': async () => making('batch.create', () => post('/v1/batches', { jobs: [JOB] })),
  'POST /v1/batches/{id}/jobs': async () => {
    const id = await batch({ open: true })
    return upon('batch.add_jobs', id, () => post(`/v1/batches/${id}/jobs`, [JOB]))
  },
  'POST /v1/batches/{id}/close': async () => {
    const id = await batch({ open: true })
    return upon('batch.close', id, () => post(`/v1/batches/${id}/close`))
  },
  'POST /v1/batches/{id}/cancel': async () => {
    const id = await batch()
    return upon('batch.cancel', id, () => post(`/v1/batches/${id}/cancel`))
  },
  'POST /v1/batches/{id}/pause': async () => {
    const id = await batch()
    return upon('batch.pause', id, () => post(`/v1/batches/${id}/pause`))
  },
  'POST /v1/batches/{id}/resume': async () => {
    const id = await batch()
    await api.call(`/v1/batches/${id}/pause`, { method: 'POST' })
    return upon('batch.resume', id, () => post(`/v1/batches/${id}/resume`))
  },
  'POST /v1/batches/{id}/retry': async () => {
    const { batchId } = await failedJob()
    return upon('batch.retry', batchId, () => post(`/v1/batches/${batchId}/retry`))
  },
  'POST /v1/jobs': async () => making('job.create', () => post('/v1/jobs', JOB)),
  'POST /v1/jobs/{id}/cancel': async () => {
    const id = await jobOf(await batch())
    return upon('job.cancel', id, () => post(`/v1/jobs/${id}/cancel`))
  },
  'POST /v1/jobs/{id}/retry': async () => {
    const { jobId } = await failedJob()
    return upon('job.retry', jobId, () => post(`/v1/jobs/${jobId}/retry`))
  },
  'POST /v1/jobs/cancel': async () => {
    const id = await jobOf(await batch())
    return upon('job.cancel_many', id, () => post('/v1/jobs/cancel', { job_ids: [id] }))
  },
  'POST /v1/jobs/retry': async () => {
    const { jobId } = await failedJob()
    return upon('job.retry_many', jobId, () => post('/v1/jobs/retry', { job_ids: [jobId] }))
  },
  'POST /v1/jobs/{id}/messages': async () => {
    const { jobId } = await givenCompletedJob(api)
    return upon('job.send_message', jobId, () => post(`/v1/jobs/${jobId}/messages`, { text: 'add a title' }))
  },
  'POST /v1/jobs/{id}/steps': async () => {
    const { jobId } = await givenCompletedJob(api)
    return upon('job.add_steps', jobId, () => post(`/v1/jobs/${jobId}/steps`, { instruction: 'add a title' }))
  },
  'POST /v1/accounts': async () => making('account.create', () => post('/v1/accounts', { name: 'Spare' })),
  'PATCH /v1/accounts/{id}': async () => {
    const id = await account()
    return upon('account.change', id, () => patch(`/v1/accounts/${id}`, { max_active_jobs: 3 }))
  },
  'POST /v1/accounts/{id}/resume': async () => {
    const id = await account()
    return upon('account.resume', id, () => post(`/v1/accounts/${id}/resume`))
  },
  'POST /v1/accounts/{id}/refresh': async () => {
    const id = await account()
    return upon('account.refresh', id, () => post(`/v1/accounts/${id}/refresh`))
  },
  'POST /v1/api-keys': async () =>
    making('api_key.create', () => post('/v1/api-keys', { name: 'Shop', scopes: ['jobs:read'] })),
  'DELETE /v1/api-keys/{id}': async () => {
    const { id } = await givenKey(api, ['jobs:read'])
    return upon('api_key.revoke', id, () => remove(`/v1/api-keys/${id}`))
  },
  'POST /v1/webhook-endpoints': async () =>
    making('webhook_endpoint.create', () => post('/v1/webhook-endpoints', { url: HOOK })),
  'PATCH /v1/webhook-endpoints/{id}': async () => {
    const { id } = await givenEndpoint(api)
    return upon('webhook_endpoint.change', id, () => patch(`/v1/webhook-endpoints/${id}`, { events: ['job.failed'] }))
  },
  'DELETE /v1/webhook-endpoints/{id}': async () => {
    const { id } = await givenEndpoint(api)
    return upon('webhook_endpoint.delete', id, () => remove(`/v1/webhook-endpoints/${id}`))
  },
  'POST /v1/webhook-endpoints/{id}/rotate-secret': async () => {
    const { id } = await givenEndpoint(api)
    return upon('webhook_endpoint.rotate_secret', id, () => post(`/v1/webhook-endpoints/${id}/rotate-secret`))
  },
  'POST /v1/webhook-endpoints/{id}/test': async () => {
    const { id } = await givenEndpoint(api)
    return upon('webhook_endpoint.test', id, () => post(`/v1/webhook-endpoints/${id}/test`))
  },
  'POST /v1/webhook-endpoints/{id}/recover': async () => {
    const { id } = await givenEndpoint(api)
    const since = new Date(Date.now() - 60_000).toISOString()
    return upon('webhook_endpoint.recover', id, () => post(`/v1/webhook-endpoints/${id}/recover`, { since }))
  },
  'POST /v1/webhook-deliveries/{id}/redeliver': async () => {
    const { id } = await givenDelivery(api)
    await giveUp(api, id)
    return upon('webhook_delivery.redeliver', id, () => post(`/v1/webhook-deliveries/${id}/redeliver`))
  },
  'DELETE /v1/session': async () => {
    const { call } = await givenBrowser(api, key.key)
    const { rows } = await api.db.query<{ id: string }>('SELECT id FROM sessions')
    return upon('session.delete', rows[0]?.id ?? '', () => call('/v1/session', { method: 'DELETE' }))
  },
  'POST /v1/projects': async () => making('project.create', () => post('/v1/projects', { name: 'Shop' })),
  'PATCH /v1/projects/{id}': async () => {
    const id = await givenProject(api)
    return upon('project.change', id, () => patch(`/v1/projects/${id}`, { name: 'Renamed' }))
  },
}

it('tells of every change, by whatever route, once: who, what, and to which object', async () => {
  const changing = (await describedRoutes(api)).filter(({ method }) => method !== 'GET')
  for (const { name } of changing) {
    const change = CHANGES[name]
    if (change === undefined) throw new Error(`${name} needs a request that changes something`)
    const { action, objectId, send } = await change()
    const answer = await send()
    expect([name, answer.ok]).toEqual([name, true])
    const requestId = answer.headers.get('x-request-id')
    const told = (await log()).filter((entry) => entry.request_id === requestId)
    const madeId = objectId ?? thingSchema.parse(await answer.json()).id
    expect([name, told]).toEqual([
      name,
      [
        expect.objectContaining({
          action,
          object_type: action.split('.')[0],
          object_id: madeId,
          actor: expect.objectContaining({ kind: 'api_key', id: key.id, prefix: key.key.slice(0, 11) }),
          address: '127.0.0.1',
          project_id: 'proj_default',
        }),
      ],
    ])
  }
})

it('shows how the object was before and after, without any secret', async () => {
  const id = await waitingBatch({ name: 'Spring' })
  await post(`/v1/batches/${id}/cancel`)
  const [cancel, create] = await log(`object_id=${id}`)
  expect(create).toMatchObject({ action: 'batch.create', before: null, after: { name: 'Spring', jobs: 1 } })
  expect(create?.actor).toMatchObject({ kind: 'admin_key', id: null })
  expect(cancel).toMatchObject({
    before: { status: 'scheduled', queued: 1 },
    after: { status: 'canceled', canceled: 1 },
  })

  const token = 'nmv_usr_a-secret-of-the-account'
  const made = await make('/v1/accounts', { name: 'Own', token })
  await patch(`/v1/accounts/${made}`, { token: `${token}-2` })
  expect((await log(`object_id=${made}`))[0]).toMatchObject({ after: { token: 'replaced' } })

  const endpoint = await givenEndpoint(api, { url: `${HOOK}?token=t0p-1` })
  await patch(`/v1/webhook-endpoints/${endpoint.id}`, { url: `${HOOK}?token=t0p-2` })
  await post(`/v1/webhook-endpoints/${endpoint.id}/rotate-secret`)
  const [rotation, change, creation] = await log(`object_id=${endpoint.id}`)
  expect(creation?.after).toMatchObject({ url: expect.stringMatching(`${HOOK}[?]…[0-9a-f]{8}$`), enabled: true })
  expect(change?.before).toEqual(creation?.after)
  expect(change?.after?.url).not.toBe(change?.before?.url)
  expect(rotation).toMatchObject({ before: change?.after, after: { secret: 'replaced' } })
  expect(JSON.stringify(await log())).not.toMatch(/nmv_usr|nb_[0-9A-Za-z]{20}|whsec_|t0p/)
})

it('tells nothing of what was refused, repeated, only asked, or changed nothing', async () => {
  const id = await waitingBatch()
  const jobId = await jobOf(id)
  await post(`/v1/batches/${id}/cancel`)
  const replayed = { 'idempotency-key': 'the-same' }
  await post('/v1/batches', { jobs: [JOB] }, replayed)
  const waiting = await waitingBatch()
  const endpoint = await givenEndpoint(api, { enabled: false })
  const before = (await log()).length

  expect((await post(`/v1/batches/${id}/cancel`)).status).toBe(200)
  expect((await post(`/v1/batches/${id}/pause`)).status).toBe(409)
  expect((await post(`/v1/jobs/${jobId}/retry`)).status).toBe(409)
  expect((await post('/v1/batches', { jobs: [] })).status).toBe(422)
  expect((await patch(`/v1/webhook-endpoints/${endpoint.id}`, { enabled: false, url: HOOK })).status).toBe(200)
  expect((await post(`/v1/webhook-endpoints/${endpoint.id}/test`)).status).toBe(409)
  expect((await post('/v1/batches', { jobs: [JOB] }, replayed)).headers.get('idempotency-replayed')).toBe('true')
  expect((await post(`/v1/batches/${waiting}/retry`, { dry_run: true })).status).toBe(200)
  expect((await post(`/v1/batches/batch_${'0'.repeat(26)}/cancel`)).status).toBe(404)
  expect((await remove(`/v1/api-keys/key_${'0'.repeat(26)}`)).status).toBe(404)
  expect((await patch(`/v1/projects/proj_${'0'.repeat(26)}`, { name: 'x' })).status).toBe(404)
  expect((await log()).length).toBe(before)
})

it('is read by action, key, object and time, newest first, page by page', async () => {
  const all = await log()
  expect(all.map(({ id }) => id)).toEqual(
    all
      .map(({ id }) => id)
      .toSorted()
      .reverse(),
  )
  const created = await log('action=project.create')
  expect(new Set(created.map(({ action }) => action))).toEqual(new Set(['project.create']))
  expect(new Set((await log(`actor=${key.id}`)).map(({ actor }) => actor.id))).toEqual(new Set([key.id]))
  expect(new Set((await log('actor=admin_key')).map(({ actor }) => actor.kind))).toEqual(new Set(['admin_key']))
  const middle = all[Math.floor(all.length / 2)]?.created_at ?? ''
  const since = await log(`since=${middle}`)
  const until = await log(`until=${middle}`)
  expect([...since, ...until]).toEqual(all)

  const first = auditLogSchema.parse(await (await api.call('/v1/audit-log?limit=2')).json())
  const second = auditLogSchema.parse(
    await (await api.call(`/v1/audit-log?limit=2&cursor=${first.next_cursor}`)).json(),
  )
  expect([...first.data, ...second.data]).toEqual(all.slice(0, 4))
  expect((await api.call('/v1/audit-log?since=yesterday')).status).toBe(422)
  expect((await api.call('/v1/audit-log?cursor=job_1')).status).toBe(400)
})
