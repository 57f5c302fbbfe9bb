import { newId } from '@nemo-batch/runtime'
import { createTestDatabase, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type Database, type Row } from './connection.ts'
import { openProject, type ProjectStore } from './project-store.ts'
import {
  discardForTheSilenced,
  endpointsToWake,
  hasDueDeliveries,
  type Lane,
  leaveLane,
  lookFromLane,
  renewLane,
  takeLane,
} from './webhook-lanes.ts'
import { type AttemptRecord, recordAttempt } from './webhook-records.ts'

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

async function givenEndpoint(deliveries = 1, events: string[] = []): Promise<string> {
  const { id } = await project.transaction((tx) =>
    tx.createEndpoint({
      ...{ batchId: null, url: 'https://shop.example/hooks', events, description: null },
      ...{ isEnabled: true, secretSealed: 'sealed' },
    }),
  )
  for (let sent = 0; sent < deliveries; sent++) await project.sendTest(id)
  return id
}

const lane = (endpointId: string, leaseMs = 60_000): Lane => ({ endpointId, token: newId('lease'), leaseMs })
async function takenLane(endpointId: string): Promise<Lane> {
  const taken = lane(endpointId)
  if (!(await takeLane(db, taken))) throw new Error('the lane cannot be taken')
  return taken
}
const look = (from: Lane, limit = 100, underway: string[] = []) => lookFromLane(db, from, { limit, underway })
const statuses = async (endpointId: string) =>
  (await project.listDeliveries({ limit: 100, before: null, endpointId })).items.map(({ status }) => status).reverse()
const later = (endpointId: string, ms: number) =>
  db.query(
    `UPDATE webhook_deliveries SET next_attempt_at = now() + $2 * interval '1 ms' WHERE endpoint_id = $1 AND status = 'pending'`,
    [endpointId, ms],
  )

const HEALTHY = { failingSince: null, failures: 0, probes: 0, holdMs: null, disable: null }
const GONE = { reason: 'gone', message: 'The endpoint answered 410' } as const

type Recorded = Partial<AttemptRecord> & { readonly number?: number }

/** Of the first attempt at a delivery, if nothing else is said. */
const record = (by: Lane, deliveryId: string, { number = 1, ...some }: Recorded = {}): AttemptRecord => ({
  deliveryId,
  scheduleFrom: 0,
  lane: by,
  attempt: {
    ...{ number, attemptedAt: new Date(), statusCode: 200, error: null, durationMs: 5, responseBody: '' },
  },
  next: { kind: 'succeeded' },
  endpoint: null,
  ...some,
})

describe('a lane', () => {
  it('is one process’s alone until that leaves it, or is silent for longer than its lease', async () => {
    const endpointId = await givenEndpoint()
    const mine = await takenLane(endpointId)
    const yours = lane(endpointId)
    expect(await takeLane(db, yours)).toBe(false)
    expect(await renewLane(db, mine)).toBe(true)
    await leaveLane(db, yours)
    expect(await takeLane(db, yours)).toBe(false)
    await db.query(`UPDATE webhook_endpoints SET lane_expires_at = now() - interval '1 ms' WHERE id = $1`, [endpointId])
    expect(await takeLane(db, yours)).toBe(true)
    expect(await renewLane(db, mine)).toBe(false)
    expect(await look(mine)).toBeNull()
    await leaveLane(db, yours)
    expect(await takeLane(db, lane(endpointId))).toBe(true)
  })

  it('is not taken when nothing waits', async () => {
    expect(await takeLane(db, lane(await givenEndpoint(0)))).toBe(false)
  })

  it('that was taken before the clock was set back does not last for hours', async () => {
    const endpointId = await givenEndpoint()
    await takenLane(endpointId)
    await db.query(
      `UPDATE webhook_endpoints SET lane_set_at = now() + interval '5 hours', lane_expires_at = now() + interval '5 hours'
       WHERE id = $1`,
      [endpointId],
    )
    expect(await takeLane(db, lane(endpointId))).toBe(true)
  })

  it('ends when its endpoint is disabled, deleted or begun anew by a person', async () => {
    const changes: ((id: string) => Promise<unknown>)[] = [
      (id) => project.changeEndpoint(id, { isEnabled: false }),
      (id) => project.changeEndpoint(id, { url: 'https://shop.example/other' }),
      (id) => project.removeEndpoint(id),
    ]
    for (const change of changes) {
      const endpointId = await givenEndpoint(1)
      const taken = await takenLane(endpointId)
      await change(endpointId)
      expect(await look(taken)).toBeNull()
    }
  })

  it('reads what is due, longest due first, but not what is underway, and says when the next is', async () => {
    const endpointId = await givenEndpoint(3)
    const taken = await takenLane(endpointId)
    const all = await look(taken)
    const ids = all?.due.map(({ id }) => id) ?? []
    expect(ids).toHaveLength(3)
    await db.query(`UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 hour' WHERE id = $1`, [ids[2]])
    expect((await look(taken, 2))?.due.map(({ id }) => id)).toEqual([ids[2], ids[0]])
    expect((await look(taken, 2, [ids[2] ?? '']))?.due.map(({ id }) => id)).toEqual([ids[0], ids[1]])
    await later(endpointId, 60_000)
    const none = await look(taken)
    expect(none?.due).toEqual([])
    expect(none?.nextDueMs).toBeGreaterThan(50_000)
    expect(await hasDueDeliveries(db, endpointId)).toBe(false)
    expect(await look(taken, 10, ids)).toMatchObject({ due: [], nextDueMs: null })
  })

  it('reads the others when one message cannot be read', async () => {
    const endpointId = await givenEndpoint(2)
    const taken = await takenLane(endpointId)
    await db.query(
      `UPDATE webhook_messages SET snapshot = '{}' WHERE id = (SELECT min(message_id) FROM webhook_deliveries WHERE endpoint_id = $1)`,
      [endpointId],
    )
    const [unreadable, good] = (await look(taken))?.due ?? []
    expect(() => unreadable?.message()).toThrow()
    expect(good?.message().type).toBe('endpoint.test')
  })
})

describe('what came of an attempt', () => {
  it('is written once, whoever wrote it', async () => {
    const endpointId = await givenEndpoint(1)
    const taken = await takenLane(endpointId)
    const [delivery] = (await look(taken))?.due ?? []
    const again = { kind: 'retry', delayMs: 60_000 } as const
    expect(await recordAttempt(db, record(taken, delivery?.id ?? '', { next: again }))).toMatchObject({
      isWritten: true,
    })
    expect(await recordAttempt(db, record(taken, delivery?.id ?? ''))).toMatchObject({ isWritten: false })
    expect(await statuses(endpointId)).toEqual(['pending'])
  })

  it('says nothing of the endpoint when the lane is another’s by then', async () => {
    const endpointId = await givenEndpoint(2)
    const taken = await takenLane(endpointId)
    const [one] = (await look(taken))?.due ?? []
    await project.changeEndpoint(endpointId, { url: 'https://shop.example/repaired' })
    const failed = { next: { kind: 'failed' }, endpoint: { ...HEALTHY, failures: 12, holdMs: 60_000 } } as const
    expect(await recordAttempt(db, record(taken, one?.id ?? '', failed))).toEqual({
      isWritten: true,
      isDisabled: false,
    })
    expect(await project.findEndpoint(endpointId)).toMatchObject({ failures: 0, heldUntil: null })
    expect(await hasDueDeliveries(db, endpointId)).toBe(true)
  })

  it('leaves a delivery discarded that was discarded meanwhile, unless it has arrived', async () => {
    const endpointId = await givenEndpoint(2)
    const taken = await takenLane(endpointId)
    const [one, other] = (await look(taken))?.due ?? []
    await project.changeEndpoint(endpointId, { isEnabled: false })
    await recordAttempt(db, record(taken, one?.id ?? '', { next: { kind: 'retry', delayMs: 10 } }))
    await recordAttempt(db, record(taken, other?.id ?? ''))
    expect(await statuses(endpointId)).toEqual(['discarded', 'succeeded'])
  })

  it('does not end a delivery that somebody has had sent again meanwhile, unless it has arrived', async () => {
    const endpointId = await givenEndpoint(2)
    await db.query('UPDATE webhook_deliveries SET attempts = 1 WHERE endpoint_id = $1', [endpointId])
    const taken = await takenLane(endpointId)
    const [one, other] = (await look(taken))?.due ?? []
    for (const { id } of [one, other].filter((delivery) => delivery !== undefined)) await project.redeliver(id)
    await recordAttempt(db, record(taken, one?.id ?? '', { number: 2, next: { kind: 'failed' } }))
    await recordAttempt(db, record(taken, other?.id ?? '', { number: 2 }))
    expect(await statuses(endpointId)).toEqual(['pending', 'succeeded'])
    expect(await hasDueDeliveries(db, endpointId)).toBe(true)
  })

  it('discards all that waits when it disables the endpoint, and tells the others of the project once', async () => {
    const [endpointId, otherId] = [await givenEndpoint(3), await givenEndpoint(0, ['endpoint.disabled'])]
    const taken = await takenLane(endpointId)
    const [one, two] = (await look(taken))?.due ?? []
    const gone = { next: { kind: 'failed' }, endpoint: { ...HEALTHY, failures: 1, disable: GONE } } as const
    expect(await recordAttempt(db, record(taken, one?.id ?? '', gone))).toMatchObject({ isDisabled: true })
    expect(await recordAttempt(db, record(taken, two?.id ?? '', gone))).toMatchObject({ isDisabled: false })
    expect(await statuses(endpointId)).toEqual(['failed', 'discarded', 'discarded'])
    expect(await statuses(otherId)).toEqual(['pending'])
    expect(await project.findEndpoint(endpointId)).toMatchObject({ isEnabled: false, disabled: GONE })
  })

  it('is written while a person disables the endpoint at the same moment', async () => {
    const endpointId = await givenEndpoint(20)
    const taken = await takenLane(endpointId)
    const { due } = (await look(taken)) ?? { due: [] }
    const endpoint = { ...HEALTHY, failures: 1 }
    const records = due.map(({ id }) => recordAttempt(db, record(taken, id, { next: { kind: 'failed' }, endpoint })))
    await Promise.all([...records, project.changeEndpoint(endpointId, { isEnabled: false })])
    expect(new Set(await statuses(endpointId)).difference(new Set(['failed', 'discarded']))).toEqual(new Set())
  })
})

describe('what sweeps find', () => {
  it('each endpoint once with something overdue that somebody may send', async () => {
    const states: Record<string, string> = {
      overdue: '',
      taken: `lane_token = 'lease', lane_expires_at = now() + interval '1 minute', lane_set_at = now()`,
      left: `lane_token = 'lease', lane_expires_at = now() - interval '1 second', lane_set_at = now() - interval '1 minute'`,
      held: `held_until = now() + interval '1 minute'`,
    }
    const ids: Record<string, string> = {}
    for (const [name, change] of Object.entries(states)) {
      const endpointId = await givenEndpoint(3)
      ids[name] = endpointId
      await later(endpointId, -5_000)
      if (change !== '') await db.query(`UPDATE webhook_endpoints SET ${change} WHERE id = $1`, [endpointId])
    }
    const fresh = await givenEndpoint(1)
    const found = await endpointsToWake(db, 2_000, 500)
    expect([...Object.values(ids), fresh].filter((id) => found.includes(id))).toEqual([ids.overdue, ids.left])
    expect(new Set(found).size).toBe(found.length)
  })

  it('what waits for an endpoint that is disabled is discarded, and nothing else', async () => {
    const [disabled, other] = [await givenEndpoint(2), await givenEndpoint(2)]
    // as if they had been on their way into the table at that moment
    await db.query('UPDATE webhook_endpoints SET is_enabled = false WHERE id = $1', [disabled])
    expect(await discardForTheSilenced(db)).toBe(2)
    expect(await statuses(disabled)).toEqual(['discarded', 'discarded'])
    expect(await statuses(other)).toEqual(['pending', 'pending'])
    expect(await discardForTheSilenced(db)).toBe(0)
  })

  it('looks at one row of each endpoint, however many wait', async () => {
    const endpointId = await givenEndpoint(1)
    await db.query(
      `INSERT INTO webhook_messages SELECT 'evt_many_' || i, project_id, type, seq, batch_id, job_id, snapshot, occurred_at
       FROM (SELECT * FROM webhook_messages LIMIT 1) m, generate_series(1, 5000) i`,
    )
    await db.query(
      `INSERT INTO webhook_deliveries (id, project_id, endpoint_id, message_id, type, status, next_attempt_at)
       SELECT 'whd_many_' || i, 'proj_default', $1, 'evt_many_' || i, 'endpoint.test', 'pending', now()
       FROM generate_series(1, 5000) i`,
      [endpointId],
    )
    await db.query('ANALYZE webhook_deliveries')
    const looked = await db.transaction(async (tx) => {
      await endpointsToWake(tx, 2_000, 500)
      const { rows } = await tx.query<Row & { read: number }>(
        `SELECT COALESCE(idx_tup_fetch, 0)::int + COALESCE(seq_tup_read, 0)::int AS read FROM pg_stat_xact_user_tables
         WHERE relname = 'webhook_deliveries'`,
      )
      return rows[0]?.read ?? Number.NaN
    })
    expect(looked).toBeLessThan(200)
  })
})
