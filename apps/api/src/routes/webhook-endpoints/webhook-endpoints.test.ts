import {
  createdWebhookEndpointSchema,
  problemSchema,
  recoveredDeliveriesSchema,
  rotatedWebhookSecretSchema,
  type WebhookEndpoint,
  webhookDeliverySchema,
  webhookEndpointListSchema,
  webhookEndpointSchema,
} from '@nemo-batch/contracts'
import { WEBHOOK_TYPES } from '@nemo-batch/domain'
import { createSecretBox } from '@nemo-batch/runtime'
import { signWebhook } from '@nemo-batch/webhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenKey, givenProject } from '../../testing/given-keys.ts'
import { deliveriesOf, givenDelivery, givenEndpoint, giveUp, HOOK } from '../../testing/given-webhooks.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

const PATH = '/v1/webhook-endpoints'
const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64')

let api: RunningApi
let now = new Date()
beforeAll(async () => {
  api = await startTestApi({ now: () => now })
})
afterAll(() => api.stop())

const create = (body: unknown, headers: Record<string, string> = {}) => api.post(PATH, body, headers)
const act = (id: string, name: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  api.post(`${PATH}/${id}/${name}`, body, headers)
const show = async (id: string): Promise<WebhookEndpoint> =>
  webhookEndpointSchema.parse(await (await api.call(`${PATH}/${id}`)).json())
const patch = (id: string, body: unknown) =>
  api.call(`${PATH}/${id}`, {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
const problemOf = async (answer: Response) => problemSchema.parse(await answer.json())
const faultsOf = async (answer: Response) => {
  const { status } = answer
  return [status, (await problemOf(answer)).errors?.map(({ path, code }) => `${path} ${code}`)]
}
const idsIn = async (query: string) =>
  webhookEndpointListSchema.parse(await (await api.call(`${PATH}?limit=100&${query}`)).json()).data.map(({ id }) => id)
const newBatch = async (): Promise<string> =>
  ((await (await api.post('/v1/batches', { open: true })).json()) as { id: string }).id

describe('an endpoint', () => {
  it('is made, shown, listed, changed and deleted', async () => {
    const answer = await create({ url: HOOK, events: ['job.failed'], description: 'Orders' })
    expect(answer.status).toBe(201)
    const { secret, ...made } = createdWebhookEndpointSchema.parse(await answer.json())
    expect(answer.headers.get('location')).toBe(`${PATH}/${made.id}`)
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(made).toMatchObject({
      url: HOOK,
      events: ['job.failed'],
      description: 'Orders',
      enabled: true,
      batch_id: null,
    })
    expect(await show(made.id)).toEqual(made)
    expect(await idsIn('')).toContain(made.id)

    const changed = await patch(made.id, { url: `${HOOK}/2`, events: null, description: null })
    expect(webhookEndpointSchema.parse(await changed.json())).toEqual({
      ...made,
      url: `${HOOK}/2`,
      events: [...WEBHOOK_TYPES],
      description: null,
    })
    expect((await patch(made.id, {})).status).toBe(200)
    expect((await api.call(`${PATH}/${made.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await api.call(`${PATH}/${made.id}`)).status).toBe(404)
    expect((await api.call(`${PATH}/${made.id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await patch(made.id, { enabled: true })).status).toBe(404)
    expect(await idsIn('')).not.toContain(made.id)
  })

  it('is told of everything, types to come too, unless somebody says what', async () => {
    expect((await givenEndpoint(api)).events).toEqual([...WEBHOOK_TYPES])
    expect((await givenEndpoint(api, { events: null })).events).toEqual([...WEBHOOK_TYPES])
  })

  it('cannot be made or changed to something wrong, and every fault is told at once', async () => {
    const wrong = { url: 'http://169.254.169.254/', batch_id: `batch_${'0'.repeat(26)}` }
    expect(await faultsOf(await create(wrong))).toEqual([422, ['/url private_address', '/batch_id batch_not_found']])
    expect(await faultsOf(await create({ events: ['job.exploded'], description: 'x'.repeat(501), color: 1 }))).toEqual([
      422,
      ['/url required', '/events/0 invalid_value', '/description too_big', '/color unknown_field'],
    ])
    const { id } = await givenEndpoint(api)
    expect(await faultsOf(await patch(id, { url: 'ftp://shop.example' }))).toEqual([422, ['/url invalid_url']])
    expect(await faultsOf(await patch(id, { batch_id: null }))).toEqual([422, ['/batch_id unknown_field']])
    expect((await show(id)).url).toBe(HOOK)
  })

  it('is listed by the batch that it is bound to', async () => {
    const [batch, other] = [await newBatch(), await newBatch()]
    const bound = await givenEndpoint(api, { batch_id: batch })
    const free = await givenEndpoint(api)
    expect(bound.batch_id).toBe(batch)
    expect(await idsIn(`batch_id=${batch}`)).toEqual([bound.id])
    expect(await idsIn(`batch_id=${other}`)).toEqual([])
    const ofProject = await idsIn('batch_id=none')
    expect(ofProject).toContain(free.id)
    expect(ofProject).not.toContain(bound.id)
  })

  it('tells how it has been answering', async () => {
    const { id } = await givenEndpoint(api)
    const [delivered, failed] = [await givenDelivery(api, id), await givenDelivery(api, id)]
    await givenDelivery(api, id)
    await giveUp(api, failed.id)
    await api.db.query(`UPDATE webhook_deliveries SET status = 'succeeded', next_attempt_at = NULL WHERE id = $1`, [
      delivered.id,
    ])
    await api.db.query(
      `INSERT INTO webhook_attempts (delivery_id, number, endpoint_id, attempted_at, status_code, duration_ms)
       VALUES ($1, 1, $2, now(), 200, 60)`,
      [delivered.id, id],
    )
    const set = (sql: string) => api.db.query(`UPDATE webhook_endpoints SET ${sql} WHERE id = $1`, [id])
    await set(`failures = 1, failing_since = now(), held_until = now() + interval '1 minute'`)
    const { health } = await show(id)
    expect(health).toMatchObject({ status: 'failing', failures: 1, pending: 1, held_until: expect.any(String) })
    expect(health.recent).toMatchObject({ attempts: 2, succeeded: 1, success_rate: 0.5, median_ms: 40, p95_ms: 60 })
    await set(`failures = 10, held_until = now() - interval '1 minute'`)
    expect((await show(id)).health).toMatchObject({ status: 'down', held_until: null })
  })
})

describe('a secret', () => {
  const rotate = async (id: string, headers: Record<string, string> = {}) => {
    const answer = await act(id, 'rotate-secret', {}, headers)
    expect(answer.status).toBe(200)
    return rotatedWebhookSecretSchema.parse(await answer.json())
  }
  const keptSecrets = async (id: string): Promise<string[]> => {
    const { rows } = await api.db.query<{ sealed: string }>(
      'SELECT sealed FROM webhook_secrets WHERE endpoint_id = $1 ORDER BY id DESC',
      [id],
    )
    return rows.map(({ sealed }) => createSecretBox(ENCRYPTION_KEY).open(sealed))
  }

  it('is shown when it is made and never again, and no row of the database holds it', async () => {
    const once = { 'idempotency-key': 'shown-once' }
    const { id, secret } = createdWebhookEndpointSchema.parse(await (await create({ url: HOOK }, once)).json())
    const rotated = await rotate(id, { 'idempotency-key': 'rotated-once' })
    const batch = await api.post('/v1/batches', { open: true, webhook: { url: HOOK } }, { 'idempotency-key': 'batch' })
    expect(await batch.text()).toContain('whsec_')
    const shown = await Promise.all(
      [
        await api.call(`${PATH}/${id}`),
        await api.call(PATH),
        await patch(id, { description: 'x' }),
        await act(id, 'test'),
        await api.call('/v1/webhook-deliveries'),
        await api.call('/v1/batches'),
        await api.call('/v1/audit-log?limit=100'),
      ].map((answer) => answer.text()),
    )
    const { rows: tables } = await api.db.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    )
    for (const { name } of tables) {
      const { rows } = await api.db.query(`SELECT to_jsonb(t) FROM ${name} t`)
      shown.push(JSON.stringify(rows))
    }
    const everything = shown.join('\n')
    expect(everything).toContain(id)
    expect(everything).not.toContain('whsec_')
    for (const one of [secret, rotated.secret]) expect(everything).not.toContain(one.slice('whsec_'.length))
  })

  it('is the same in each answer to the same Idempotency-Key, and made once', async () => {
    const once = { 'idempotency-key': 'one-endpoint' }
    const [first, second] = [await create({ url: HOOK }, once), await create({ url: HOOK }, once)]
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    const made = createdWebhookEndpointSchema.parse(await first.json())
    expect(await second.json()).toEqual(made)
    const other = await givenEndpoint(api)
    const rotated = await rotate(made.id, { 'idempotency-key': 'one-rotation' })
    expect(await rotate(made.id, { 'idempotency-key': 'one-rotation' })).toEqual(rotated)
    expect(await keptSecrets(made.id)).toEqual([rotated.secret, made.secret])
    // of another endpoint it is another request
    const reused = await act(other.id, 'rotate-secret', {}, { 'idempotency-key': 'one-rotation' })
    expect([reused.status, (await problemOf(reused)).code]).toEqual([422, 'idempotency_key_reused'])
  })

  it('is replaced by a new one; the one before signs too for 24 hours', async () => {
    const made = await givenEndpoint(api)
    now = new Date('2026-11-21T09:00:00.000Z')
    const rotated = await rotate(made.id)
    now = new Date()
    expect(rotated.secret).not.toBe(made.secret)
    expect(rotated.previous_secret_expires_at).toBe('2026-11-22T09:00:00.000Z')
    const { rows } = await api.db.query(
      'SELECT expires_at FROM webhook_secrets WHERE endpoint_id = $1 ORDER BY id DESC',
      [made.id],
    )
    expect(rows).toEqual([{ expires_at: null }, { expires_at: new Date('2026-11-22T09:00:00.000Z') }])
  })

  it('signs beside four older ones at most, however often it is rotated', async () => {
    const { id, secret } = await givenEndpoint(api)
    const secrets = [secret]
    for (let turn = 0; turn < 6; turn++) secrets.unshift((await rotate(id)).secret)
    const kept = await keptSecrets(id)
    expect(kept).toEqual(secrets.slice(0, 5))
    expect(() => signWebhook({ id: 'evt_1', at: new Date(), body: '{}', secrets: kept })).not.toThrow()
  })

  it('goes with its endpoint', async () => {
    const { id } = await givenEndpoint(api)
    await api.call(`${PATH}/${id}`, { method: 'DELETE' })
    expect(await keptSecrets(id)).toEqual([])
    expect((await act(id, 'rotate-secret')).status).toBe(404)
  })
})

describe('an endpoint that is disabled', () => {
  it('is sent nothing, and everybody who tries is told how to enable it', async () => {
    const { id } = await givenEndpoint(api)
    const { id: waiting } = await givenDelivery(api, id)
    await patch(id, { enabled: false })
    expect((await show(id)).health).toMatchObject({ status: 'disabled', pending: 0 })
    const refused = [
      await act(id, 'test'),
      await act(id, 'recover', { since: '2026-01-01T00:00:00Z' }),
      await api.post(`/v1/webhook-deliveries/${waiting}/redeliver`, {}),
    ]
    for (const answer of refused) {
      const { code, detail } = await problemOf(answer)
      expect([answer.status, code, detail]).toEqual([
        409,
        'endpoint_disabled',
        expect.stringContaining('{"enabled": true}'),
      ])
    }
    expect((await deliveriesOf(api, `endpoint_id=${id}`)).map(({ status }) => status)).toEqual(['discarded'])
  })

  it('says why when it was the service that disabled it, and begins anew when it is enabled', async () => {
    const { id } = await givenEndpoint(api)
    await api.db.query(
      `UPDATE webhook_endpoints SET is_enabled = false, disabled = '{"reason":"gone","message":"It answered 410"}',
         disabled_at = now(), failures = 12, failing_since = now(), held_until = now() + interval '1 hour' WHERE id = $1`,
      [id],
    )
    expect(await show(id)).toMatchObject({ enabled: false, disabled: { reason: 'gone', message: 'It answered 410' } })
    await patch(id, { enabled: true })
    const enabled = await show(id)
    expect(enabled).toMatchObject({ enabled: true, disabled: null })
    expect(enabled.health).toMatchObject({ status: 'ok', failures: 0, failing_since: null, held_until: null })
    expect((await act(id, 'test')).status).toBe(202)
  })
})

describe('a test', () => {
  it('is sent whatever the endpoint is subscribed to', async () => {
    const { id } = await givenEndpoint(api, { events: ['job.failed'] })
    const answer = await act(id, 'test')
    expect(answer.status).toBe(202)
    const delivery = webhookDeliverySchema.parse(await answer.json())
    expect(delivery).toMatchObject({ endpoint_id: id, event: 'endpoint.test', status: 'pending', attempts: [] })
    expect(await deliveriesOf(api, `endpoint_id=${id}`)).toEqual([delivery])
  })
})

describe('a recovery', () => {
  it('sends again what failed or was discarded since then, counts it, and leaves the rest alone', async () => {
    const { id } = await givenEndpoint(api)
    const [old, failed, discarded, succeeded] = [
      await givenDelivery(api, id),
      await givenDelivery(api, id),
      await givenDelivery(api, id),
      await givenDelivery(api, id),
    ]
    const set = (deliveryId: string, sql: string) =>
      api.db.query(`UPDATE webhook_deliveries SET ${sql} WHERE id = $1`, [deliveryId])
    for (const { id: deliveryId } of [old, failed]) await giveUp(api, deliveryId)
    await set(old.id, `created_at = now() - interval '2 hours'`)
    for (const [delivery, status] of [
      [discarded, 'discarded'],
      [succeeded, 'succeeded'],
    ] as const)
      await set(delivery.id, `status = '${status}', next_attempt_at = NULL, ended_at = now()`)
    const since = new Date(Date.now() - 3_600_000).toISOString()
    const recover = async () => {
      const answer = await act(id, 'recover', { since })
      expect(answer.status).toBe(200)
      return recoveredDeliveriesSchema.parse(await answer.json())
    }
    expect(await recover()).toEqual({ object: 'recovered_deliveries', endpoint_id: id, since, count: 2 })
    expect((await recover()).count).toBe(0)
    const statuses = (await deliveriesOf(api, `endpoint_id=${id}`)).map((delivery) => [delivery.id, delivery.status])
    expect(Object.fromEntries(statuses)).toEqual({
      [old.id]: 'failed',
      [failed.id]: 'pending',
      [discarded.id]: 'pending',
      [succeeded.id]: 'succeeded',
    })
  })

  it('needs a time that has passed', async () => {
    const { id } = await givenEndpoint(api)
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString()
    expect(await faultsOf(await act(id, 'recover', { since: tomorrow }))).toEqual([422, ['/since out_of_range']])
    expect(await faultsOf(await act(id, 'recover', {}))).toEqual([422, ['/since required']])
  })
})

it('does nothing for a key without the scope, and shows nothing to another project', async () => {
  const { id } = await givenEndpoint(api)
  const reader = await givenKey(api, ['jobs:read', 'jobs:write'])
  expect((await reader.call(PATH)).status).toBe(403)
  const stranger = await givenKey(api, ['webhooks'], await givenProject(api))
  expect((await stranger.call(`${PATH}/${id}`)).status).toBe(404)
  expect(await (await stranger.call(PATH)).json()).toMatchObject({ data: [] })
  const foreign = await stranger.call(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: HOOK, batch_id: await newBatch() }),
  })
  expect(await faultsOf(foreign)).toEqual([422, ['/batch_id batch_not_found']])
})
