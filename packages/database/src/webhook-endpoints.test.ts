import { createTestDatabase, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type Database, type Row } from './connection.ts'
import { openProject, type ProjectStore } from './project-store.ts'
import { insertProject } from './projects.ts'
import { givenDelivery, givenEndpoint } from './testing/given-endpoints.ts'
import { auditedUrl } from './webhook-audit.ts'
import { takeLane } from './webhook-lanes.ts'
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

const DAY_MS = 86_400_000
const now = new Date()
const rotate = (endpointId: string, secretSealed: string, at = now) =>
  project.transaction((tx) => tx.rotateSecret(endpointId, { secretSealed, now: at, overlapMs: DAY_MS }))
const secretsOf = async (endpointId: string) =>
  (
    await db.query<Row & { sealed: string; expires_at: Date | null }>(
      'SELECT sealed, expires_at FROM webhook_secrets WHERE endpoint_id = $1 ORDER BY id DESC',
      [endpointId],
    )
  ).rows

describe('rotations of a secret', () => {
  it('at the same moment leave one secret without an end, and all others with one', async () => {
    const { id } = await givenEndpoint(project)
    await Promise.all(['a', 'b', 'c'].map((secret) => rotate(id, secret)))
    const [newest, ...older] = await secretsOf(id)
    expect(newest?.expires_at).toBeNull()
    expect(older.map(({ expires_at: end }) => end)).toEqual(Array(3).fill(new Date(now.getTime() + DAY_MS)))
    expect(older.map(({ sealed }) => sealed)).toContain('sealed')
  })

  it('forget what has ended', async () => {
    const { id } = await givenEndpoint(project)
    await rotate(id, 'second')
    await rotate(id, 'third', new Date(now.getTime() + DAY_MS))
    expect((await secretsOf(id)).map(({ sealed }) => sealed)).toEqual(['third', 'second'])
  })
})

describe('an endpoint', () => {
  it('of another project is not there for anything that can be done with one', async () => {
    const other = openProject(db, (await insertProject(db, 'Another')).id)
    const { id } = await givenEndpoint(project)
    const delivery = await givenDelivery(project, id)
    expect(await other.findEndpoint(id)).toBeNull()
    expect(await other.changeEndpoint(id, { url: 'https://thief.example' })).toBeNull()
    expect(await other.removeEndpoint(id)).toBe(false)
    expect(await other.sendTest(id)).toBe('not_found')
    expect(await other.recoverDeliveries(id, new Date(0))).toBe('not_found')
    expect(await other.redeliver(delivery.id)).toBe('not_found')
    expect(await other.findDelivery(delivery.id)).toBeNull()
    const rotation = { secretSealed: 'x', now, overlapMs: DAY_MS }
    expect(await other.transaction((tx) => tx.rotateSecret(id, rotation))).toBeNull()
    expect((await other.listEndpoints({ limit: 10, before: null })).items).toEqual([])
    expect((await other.listDeliveries({ limit: 10, before: null, endpointId: id })).items).toEqual([])
    expect(await project.findEndpoint(id)).toMatchObject({ url: 'https://shop.example/hooks' })
    expect((await secretsOf(id)).map(({ sealed }) => sealed)).toEqual(['sealed'])
  })

  it('keeps what a change does not name', async () => {
    const { id } = await givenEndpoint(project, { events: ['job.failed'], description: 'Orders' })
    const change = async (patch: Parameters<ProjectStore['changeEndpoint']>[1]) => {
      const { url, events, description, isEnabled } = (await project.changeEndpoint(id, patch)) ?? {}
      return [url, events, description, isEnabled]
    }
    const url = 'https://shop.example/hooks'
    expect(await change({})).toEqual([url, ['job.failed'], 'Orders', true])
    expect(await change({ description: null })).toEqual([url, ['job.failed'], null, true])
    expect(await change({ events: null, isEnabled: false })).toEqual([url, null, null, false])
    expect(await change({ url: `${url}/2` })).toEqual([`${url}/2`, null, null, false])
  })

  it('can be disabled and enabled while attempts at it are being written, without one waiting for the other for ever', async () => {
    const { id } = await givenEndpoint(project)
    const deliveries = await Promise.all(Array.from({ length: 8 }, () => givenDelivery(project, id)))
    const lane = { endpointId: id, token: 'lease_1', leaseMs: 60_000 }
    expect(await takeLane(db, lane)).toBe(true)
    const attempt = { attemptedAt: now, statusCode: 500, error: 'It answered 500', durationMs: 1, responseBody: null }
    const record = (deliveryId: string) =>
      recordAttempt(db, {
        deliveryId,
        scheduleFrom: 0,
        lane,
        attempt: { number: 1, ...attempt },
        next: { kind: 'retry', delayMs: 1_000 },
        endpoint: { failingSince: now, failures: 1, probes: 0, holdMs: null, disable: null },
      })
    await Promise.all(
      deliveries.flatMap((delivery, index) => [
        record(delivery.id),
        project.changeEndpoint(id, { isEnabled: index % 2 === 1 }),
        project.redeliver(delivery.id),
      ]),
    )
    const { rows } = await db.query('SELECT FROM webhook_attempts WHERE endpoint_id = $1', [id])
    expect(rows).toHaveLength(deliveries.length)
  })
})

describe('how an endpoint has been answering', () => {
  it('is told of its last 500 attempts of a day, and its times of those that were answered', async () => {
    const { id } = await givenEndpoint(project)
    const silent = await givenEndpoint(project)
    const { id: deliveryId } = await givenDelivery(project, id)
    const attempt = (numbers: string, ago: string, status: string, durationMs: string) =>
      db.query(
        `INSERT INTO webhook_attempts (delivery_id, number, endpoint_id, attempted_at, status_code, error, duration_ms)
         SELECT $1, n, $2, now() - ${ago}, ${status}, CASE WHEN ${status} = 200 THEN NULL ELSE 'It failed' END, ${durationMs}
         FROM generate_series(${numbers}) AS n`,
        [deliveryId, id],
      )
    await attempt('1, 10', `interval '25 hours'`, '500', '1')
    await attempt('11, 210', `interval '2 hours'`, '500', '1')
    await attempt('211, 610', `interval '1 hour'`, '200', 'n')
    await attempt('611, 620', `interval '1 minute'`, 'NULL::integer', '15000')
    const figures = await project.readEndpointFigures([id, silent.id])
    expect(figures.get(id)).toMatchObject({ attempts: 500, succeeded: 400, pending: 1 })
    // 90 that failed in 1 ms, 400 that took 211 to 610 ms
    expect(figures.get(id)).toMatchObject({ medianMs: 365, p95Ms: 586 })
    expect(figures.get(silent.id)).toMatchObject({ attempts: 0, succeeded: 0, medianMs: null, p95Ms: null, pending: 0 })
    expect(figures.get(silent.id)?.lastAttemptAt).toBeNull()
  })
})

it.each([
  ['https://shop.example/hooks', /^https:\/\/shop\.example\/hooks$/],
  ['https://shop.example/hooks?token=a&b', /^https:\/\/shop\.example\/hooks\?…[0-9a-f]{8}$/],
  ['https://shop.example/#a?b', /^https:\/\/shop\.example\/\?…[0-9a-f]{8}$/],
])('tells %s in the audit log without what may be a token', (url, told) => {
  expect(auditedUrl(url)).toMatch(told)
})
