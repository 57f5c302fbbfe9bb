import { createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admitJobs } from './admission.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { findJob } from './job-pages.ts'
import { openProject, type ProjectStore } from './project-store.ts'
import { failJob, givenBatch, newJob } from './testing/given-jobs.ts'
import type { NewEndpoint } from './webhook-endpoints.ts'
import { findMessage } from './webhook-messages.ts'

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

const givenEndpoint = (some: Partial<NewEndpoint> = {}) =>
  project.transaction((tx) =>
    tx.createEndpoint({
      batchId: null,
      url: 'https://shop.example/hooks',
      events: null,
      description: null,
      isEnabled: true,
      secretSealed: 'sealed',
      ...some,
    }),
  )

const deliveriesTo = async (endpointId: string) =>
  (await project.listDeliveries({ limit: 100, before: null, endpointId })).items.reverse()

async function givenFailedBatch(some: { readonly jobs?: number } = {}) {
  const accountId = await seedAccount(db, 8)
  const batch = await givenBatch(
    db,
    accountId,
    Array.from({ length: some.jobs ?? 1 }, () => newJob()),
  )
  await admitJobs(db, accountId)
  return {
    ...batch,
    fail: () => Promise.all(batch.jobIds.map((id) => failJob(db, id, { code: 'no_change', stage: 'verify' }))),
  }
}

describe('the outbox', () => {
  it('holds one delivery for each event and subscribed endpoint as soon as the change is committed', async () => {
    const all = await givenEndpoint()
    const some = await givenEndpoint({ events: ['batch.completed'] })
    const batch = await givenFailedBatch({ jobs: 2 })
    const bound = await givenEndpoint({ batchId: batch.batchId })
    const elsewhere = await givenEndpoint({ batchId: (await givenFailedBatch()).batchId })
    await batch.fail()
    const types = async (id: string) => (await deliveriesTo(id)).map(({ type, status }) => `${type} ${status}`).sort()
    const everything = ['batch.completed pending', 'job.failed pending', 'job.failed pending']
    expect(await types(all.id)).toEqual(everything)
    expect(await types(bound.id)).toEqual(everything)
    expect(await types(some.id)).toEqual(['batch.completed pending'])
    expect(await types(elsewhere.id)).toEqual([])
  })

  it('tells a job as it was committed with the event, whatever becomes of it', async () => {
    const endpoint = await givenEndpoint({ events: ['job.failed'] })
    const { fail, jobIds } = await givenFailedBatch()
    await fail()
    const [jobId = ''] = jobIds
    const asItWas = await findJob(db, 'proj_default', jobId)
    await project.retryJob(jobId)
    const [delivery] = await deliveriesTo(endpoint.id)
    const message = await findMessage(db, delivery?.messageId ?? '')
    expect(message).toMatchObject({ type: 'job.failed', seq: 3, subject: { kind: 'job' } })
    expect(message?.subject).toMatchObject({ job: asItWas })
    const { rows } = await db.query<Row>('SELECT id, created_at FROM events WHERE job_id = $1 AND type = $2', [
      jobId,
      'job.failed',
    ])
    expect(message).toMatchObject({ id: rows[0]?.id, occurredAt: rows[0]?.created_at })
  })

  it('tells a batch with its counts, and why its jobs failed', async () => {
    const endpoint = await givenEndpoint({ events: ['batch.completed'] })
    const { fail, batchId } = await givenFailedBatch({ jobs: 3 })
    await fail()
    const [delivery] = await deliveriesTo(endpoint.id)
    const { subject } = (await findMessage(db, delivery?.messageId ?? '')) ?? {}
    expect(subject).toEqual({ kind: 'batch', batch: expect.anything(), errorCounts: { no_change: 3 } })
    expect(subject).toMatchObject({ batch: { ...(await project.findBatch(batchId)) } })
  })

  it('holds nothing of a change that was rolled back', async () => {
    const endpoint = await givenEndpoint()
    const { jobIds } = await givenFailedBatch()
    const failing = db.transaction(async (tx) => {
      await tx.query(`UPDATE jobs SET reference = 'changed' WHERE id = $1`, [jobIds[0]])
      await tx.query(
        `INSERT INTO events (id, project_id, batch_id, job_id, type, seq) SELECT 'evt_x', project_id, batch_id, id, 'job.failed', 99
         FROM jobs WHERE id = $1`,
        [jobIds[0]],
      )
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    expect(await deliveriesTo(endpoint.id)).toEqual([])
  })

  it('keeps what an endpoint misses while it is disabled, to be recovered, and nothing for one that is gone', async () => {
    const disabled = await givenEndpoint({ isEnabled: false })
    const gone = await givenEndpoint()
    await project.removeEndpoint(gone.id)
    const before = new Date(Date.now() - 60_000)
    await (await givenFailedBatch()).fail()
    expect((await deliveriesTo(disabled.id)).map(({ status }) => status)).toEqual(['discarded', 'discarded'])
    expect(await deliveriesTo(gone.id)).toEqual([])
    expect(await project.recoverDeliveries(disabled.id, before)).toBe('endpoint_disabled')
    await project.changeEndpoint(disabled.id, { isEnabled: true })
    expect(await project.recoverDeliveries(disabled.id, before)).toBe(2)
    expect((await deliveriesTo(disabled.id)).map(({ status }) => status)).toEqual(['pending', 'pending'])
  })

  it('makes ids that look and sort like those of the service', async () => {
    const { rows } = await db.query<Row & { id: string }>(`SELECT sortable_id('whd') AS id FROM generate_series(1, 50)`)
    for (const { id } of rows) expect(id).toMatch(/^whd_0[0-9a-hjkmnp-tv-z]{25}$/)
    const endpoint = await givenEndpoint()
    const test = await project.sendTest(endpoint.id)
    expect(typeof test === 'string' ? test : test.id.slice(0, 8)).toBe(rows[0]?.id.slice(0, 8))
  })
})
