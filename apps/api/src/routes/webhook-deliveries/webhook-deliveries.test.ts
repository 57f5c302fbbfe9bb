import {
  problemSchema,
  type WebhookDeliveryDetail,
  webhookDeliveryDetailSchema,
  webhookDeliveryListSchema,
  webhookDeliverySchema,
} from '@nemo-batch/contracts'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenKey, givenProject } from '../../testing/given-keys.ts'
import { deliveriesOf, givenDelivery, givenEndpoint, giveUp } from '../../testing/given-webhooks.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

const PATH = '/v1/webhook-deliveries'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const show = async (id: string): Promise<WebhookDeliveryDetail> =>
  webhookDeliveryDetailSchema.parse(await (await api.call(`${PATH}/${id}`)).json())
const redeliver = (id: string) => api.post(`${PATH}/${id}/redeliver`, {})
const codeOf = async (answer: Response) => [answer.status, problemSchema.parse(await answer.json()).code]

/** Jobs that wait for a slot; canceled, they tell of it at once. */
async function cancelWaitingBatch(jobs: number): Promise<{ batchId: string; jobIds: string[] }> {
  const batch = await seedBatch(api.db, await seedAccount(api.db), Array(jobs).fill({}))
  expect((await api.post(`/v1/batches/${batch.batchId}/cancel`, {})).status).toBe(200)
  return batch
}

describe('deliveries', () => {
  it('are written for each endpoint that is subscribed, and for no other', async () => {
    const all = await givenEndpoint(api)
    const ofBatches = await givenEndpoint(api, { events: ['batch.canceled'] })
    const { batchId, jobIds } = await cancelWaitingBatch(2)
    const told = (await deliveriesOf(api, `endpoint_id=${all.id}`)).map(({ event, batch_id, job_id }) => [
      event,
      batch_id,
      job_id,
    ])
    expect(told).toHaveLength(3)
    expect(told).toEqual(
      expect.arrayContaining([
        ['batch.canceled', batchId, null],
        ...jobIds.map((jobId) => ['job.canceled', batchId, jobId]),
      ]),
    )
    expect((await deliveriesOf(api, `endpoint_id=${ofBatches.id}`)).map(({ event }) => event)).toEqual([
      'batch.canceled',
    ])
  })

  it('are listed newest first, page by page, by endpoint, status and event', async () => {
    const { id } = await givenEndpoint(api)
    const made = [await givenDelivery(api, id), await givenDelivery(api, id), await givenDelivery(api, id)]
    await giveUp(api, made[1]?.id ?? '')
    await cancelWaitingBatch(1)
    const newestFirst = made.map((delivery) => delivery.id).toReversed()
    const tests = `endpoint_id=${id}&event=endpoint.test`
    expect((await deliveriesOf(api, tests)).map((delivery) => delivery.id)).toEqual(newestFirst)
    const failed = await deliveriesOf(api, `${tests}&status=failed`)
    expect(failed.map((delivery) => delivery.id)).toEqual([made[1]?.id])
    expect(failed[0]?.attempts).toEqual([
      {
        number: 1,
        at: expect.any(String),
        status: 503,
        error: 'The endpoint answered 503',
        duration_ms: 40,
        response_body: 'busy',
      },
    ])
    const page = async (query: string) =>
      webhookDeliveryListSchema.parse(await (await api.call(`${PATH}?${tests}&limit=2&${query}`)).json())
    const first = await page('')
    const second = await page(`cursor=${first.next_cursor}`)
    expect([first.has_more, second.has_more, second.next_cursor]).toEqual([true, false, null])
    expect([...first.data, ...second.data].map((delivery) => delivery.id)).toEqual(newestFirst)
  })

  it('outlive their endpoint', async () => {
    const { id, endpoint_id: endpointId } = await givenDelivery(api)
    await api.call(`/v1/webhook-endpoints/${endpointId}`, { method: 'DELETE' })
    expect(await show(id)).toMatchObject({ status: 'discarded', next_attempt_at: null, ended_at: expect.any(String) })
    expect(await codeOf(await redeliver(id))).toEqual([409, 'endpoint_deleted'])
  })

  it('of another project are not there', async () => {
    const { id } = await givenDelivery(api)
    const stranger = await givenKey(api, ['webhooks'], await givenProject(api))
    expect((await stranger.call(`${PATH}/${id}`)).status).toBe(404)
    expect((await stranger.call(`${PATH}/${id}/redeliver`, { method: 'POST' })).status).toBe(404)
    expect(await (await stranger.call(PATH)).json()).toMatchObject({ data: [] })
  })
})

describe('one delivery', () => {
  it('shows what is sent', async () => {
    const endpoint = await givenEndpoint(api, { description: 'Orders' })
    const { id } = await givenDelivery(api, endpoint.id)
    const { body } = await show(id)
    expect(body).toMatchObject({
      type: 'endpoint.test',
      data: { id: endpoint.id, description: 'Orders', enabled: true },
    })
    expect(body.data).not.toHaveProperty('health')
  })

  it('is sent again at once under the same id, with the whole schedule before it', async () => {
    const delivery = await givenDelivery(api)
    await giveUp(api, delivery.id)
    const failed = await show(delivery.id)
    const answer = await redeliver(delivery.id)
    expect(answer.status).toBe(202)
    const again = webhookDeliverySchema.parse(await answer.json())
    expect(again).toEqual({
      ...delivery,
      attempts: failed.attempts,
      status: 'pending',
      next_attempt_at: expect.any(String),
      ended_at: null,
    })
    const { rows } = await api.db.query('SELECT attempts, schedule_from FROM webhook_deliveries WHERE id = $1', [
      again.id,
    ])
    expect(rows).toEqual([{ attempts: 1, schedule_from: 1 }])
    expect((await show(again.id)).body).toEqual(failed.body)
  })

  it('is sent again although it arrived, or waits', async () => {
    const { id, next_attempt_at: planned } = await givenDelivery(api)
    await api.db.query(`UPDATE webhook_deliveries SET next_attempt_at = now() + interval '1 hour' WHERE id = $1`, [id])
    const waiting = webhookDeliverySchema.parse(await (await redeliver(id)).json())
    expect(Date.parse(waiting.next_attempt_at ?? '')).toBeLessThan(Date.parse(planned ?? '') + 3_600_000)
    await api.db.query(
      `UPDATE webhook_deliveries SET status = 'succeeded', next_attempt_at = NULL, ended_at = now() WHERE id = $1`,
      [id],
    )
    expect((await redeliver(id)).status).toBe(202)
    expect(await show(id)).toMatchObject({ status: 'pending', ended_at: null })
  })
})
