import { createTestDatabase, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type Database, type Row } from './connection.ts'
import { openProject, type ProjectStore } from './project-store.ts'
import { givenDelivery, givenEndpoint } from './testing/given-endpoints.ts'
import { lookFromLane, takeLane } from './webhook-lanes.ts'
import { recordAttempt } from './webhook-records.ts'

let server: TestDatabase
let db: Database
let project: ProjectStore
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
  project = openProject(db, 'proj_default')
})
afterAll(async () => {
  await db.close()
  await server.drop()
})

/** As after the last attempt at each of them. */
async function givenFailed(endpointId: string, count: number): Promise<void> {
  const { messageId } = await givenDelivery(project, endpointId)
  await db.query(`DELETE FROM webhook_deliveries WHERE message_id = $1`, [messageId])
  const key = endpointId.slice(-8)
  await db.query(
    `INSERT INTO webhook_messages SELECT (jsonb_populate_record(m, jsonb_build_object('id', $2 || n))).*
     FROM webhook_messages m, generate_series(1, $3::int) AS n WHERE m.id = $1`,
    [messageId, `evt_${key}_`, count],
  )
  await db.query(
    `INSERT INTO webhook_deliveries (id, project_id, endpoint_id, message_id, type, status, attempts, ended_at)
     SELECT $2 || n, 'proj_default', $1, $3 || n, 'endpoint.test', 'failed', 8, now() FROM generate_series(1, $4::int) AS n`,
    [endpointId, `whd_${key}_`, `evt_${key}_`, count],
  )
}

const countByStatus = async (endpointId: string): Promise<Row[]> =>
  (
    await db.query(
      'SELECT status, count(*)::int FROM webhook_deliveries WHERE endpoint_id = $1 GROUP BY 1 ORDER BY 1',
      [endpointId],
    )
  ).rows

describe('a recovery', () => {
  it('sends again however many there are, some at a time', async () => {
    const { id } = await givenEndpoint(project)
    await givenFailed(id, 10_001)
    expect(await project.recoverDeliveries(id, new Date(0))).toBe(10_001)
    expect(await countByStatus(id)).toEqual([{ status: 'pending', count: 10_001 }])
    expect(await project.recoverDeliveries(id, new Date(0))).toBe(0)
  })

  it('takes up nothing that fails again while it is under way', async () => {
    const { id } = await givenEndpoint(project)
    await givenFailed(id, 3)
    await db.query(
      `UPDATE webhook_deliveries SET ended_at = now() + interval '1 second' WHERE endpoint_id = $1 AND id LIKE '%_2'`,
      [id],
    )
    expect(await project.recoverDeliveries(id, new Date(0))).toBe(2)
  })

  it('is told in the audit log once, and a test with its delivery', async () => {
    const actor = { keyId: null, keyName: 'ADMIN_API_KEY', keyPrefix: null, address: '127.0.0.1', requestId: 'req_1' }
    const { id } = await givenEndpoint(project)
    await givenFailed(id, 5_001)
    const acting = (action: string) =>
      openProject(db, 'proj_default', { action, objectId: id, projectId: 'proj_default', ...actor })
    await acting('webhook_endpoint.recover').recoverDeliveries(id, new Date(0))
    const delivery = await givenDelivery(acting('webhook_endpoint.test'), id)
    const { rows } = await db.query(
      'SELECT action, before, after FROM audit_log WHERE object_id = $1 ORDER BY created_at, id',
      [id],
    )
    const state = { url: 'https://shop.example/hooks', events: null, description: null, enabled: true, batch_id: null }
    expect(rows).toEqual([
      {
        action: 'webhook_endpoint.recover',
        before: state,
        after: { ...state, recovered_since: '1970-01-01T00:00:00.000Z' },
      },
      { action: 'webhook_endpoint.test', before: state, after: { ...state, test: delivery.id } },
    ])
  })
})

describe('a delivery that is sent again', () => {
  it('while an attempt is under way leaves that attempt the last word, and can be sent again after it', async () => {
    const { id } = await givenEndpoint(project)
    const delivery = await givenDelivery(project, id)
    const lane = { endpointId: id, token: 'lease_1', leaseMs: 60_000 }
    await takeLane(db, lane)
    const look = await lookFromLane(db, lane, { limit: 5, underway: [] })
    expect(look?.due.map((due) => due.id)).toEqual([delivery.id])
    await project.redeliver(delivery.id)
    const failed = { statusCode: 500, error: 'It answered 500', durationMs: 5, responseBody: 'no' }
    await recordAttempt(db, {
      deliveryId: delivery.id,
      scheduleFrom: 0,
      lane,
      attempt: { number: 1, attemptedAt: new Date(), ...failed },
      next: { kind: 'failed' },
      endpoint: null,
    })
    expect(await project.findDelivery(delivery.id)).toMatchObject({ status: 'failed', attempts: [{ number: 1 }] })
    const again = await project.redeliver(delivery.id)
    expect(again).toMatchObject({ status: 'pending', messageId: delivery.messageId, attempts: [{ number: 1 }] })
    const next = await lookFromLane(db, lane, { limit: 5, underway: [] })
    expect(next?.due).toMatchObject([{ id: delivery.id, attempts: 1, scheduleFrom: 1 }])
  })
})
