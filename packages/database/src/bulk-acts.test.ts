import type { JobErrorCode, Stage } from '@nemo-batch/domain'
import { checkInvariants, createTestDatabase, seedAccount, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admitJobs } from './admission.ts'
import { cancelBatch } from './batch-acts.ts'
import { actOnMany, type BulkAct, estimateMany } from './bulk-acts.ts'
import type { JobSelection } from './choose-jobs.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { readErrorGroups } from './error-groups.ts'
import { retryJob } from './job-acts.ts'
import { failJob, givenBatch, hold, newJob } from './testing/given-jobs.ts'

let server: TestDatabase
let db: Database
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
})
afterAll(async () => {
  expect(await checkInvariants({ db, allow: { unfinished: true } })).toEqual([])
  await db.close()
  await server.drop()
})

const PROJECT = 'proj_default'
const act = (what: BulkAct, selection: JobSelection, projectId = PROJECT) =>
  actOnMany(db, { projectId, act: what, selection }, null)
const estimate = (what: BulkAct, selection: JobSelection) =>
  estimateMany(db, { projectId: PROJECT, act: what, selection })
const named = (...jobIds: string[]): JobSelection => ({ by: 'ids', jobIds })
const statusesOf = async (jobIds: readonly string[]): Promise<string[]> => {
  const { rows } = await db.query<Row>('SELECT status FROM jobs WHERE id = ANY($1) ORDER BY id', [jobIds])
  return rows.map(({ status }) => status)
}

type Failure = { code: JobErrorCode; stage: Stage; stepIndex?: number; message?: string }

/** A batch whose jobs have failed so. */
async function failed(failures: readonly Failure[], { sessionId = 's', stepsPerJob = 1 } = {}) {
  const accountId = await seedAccount(db, failures.length)
  const { batchId, jobIds } = await givenBatch(db, accountId, failures.length, { stepsPerJob })
  await admitJobs(db, accountId)
  for (const [index, failure] of failures.entries())
    await failJob(db, jobIds[index] ?? '', failure, {
      job: { sessionId, creditsSpent: 50 },
      step: { sentAt: new Date() },
    })
  return { accountId, batchId, jobIds }
}

const FAILURES: readonly Failure[] = [
  { code: 'media_unreachable', stage: 'upload' },
  { code: 'instruction_timeout', stage: 'verify', stepIndex: 1 },
  { code: 'no_change', stage: 'verify' },
  { code: 'empty_draft', stage: 'verify', stepIndex: 1 },
  { code: 'session_lost', stage: 'instruct', stepIndex: 1 },
  { code: 'render_failed', stage: 'render' },
  { code: 'render_timeout', stage: 'render', stepIndex: 2 },
  { code: 'outcome_unknown', stage: 'instruct' },
  { code: 'internal', stage: 'fetch' },
]

describe('retrying many jobs', () => {
  it('starts each where it would start alone, so that nothing more is paid', async () => {
    const shown = async (jobIds: readonly string[]) => {
      const { rows } = await db.query<Row>(
        `SELECT j.status, j.stage, j.step_index, j.session_id, j.error, j.attempt_started, j.completed_at,
           (SELECT jsonb_agg(to_jsonb(s) - 'job_id' - 'sent_at' || jsonb_build_object('sent', s.sent_at IS NOT NULL)
              ORDER BY s.step_index) FROM job_steps s WHERE s.job_id = j.id) AS steps
         FROM jobs j WHERE id = ANY($1) ORDER BY position`,
        [jobIds],
      )
      return rows
    }
    const alone = await failed(FAILURES, { stepsPerJob: 3 })
    const together = await failed(FAILURES, { stepsPerJob: 3 })
    for (const jobId of alone.jobIds) await retryJob(db, { projectId: PROJECT, jobId })
    expect(await act('retry', named(...together.jobIds))).toMatchObject({ jobs: FAILURES.length, skipped: 0 })
    expect(await shown(together.jobIds)).toEqual(await shown(alone.jobIds))
  })

  it('takes jobs of several batches and accounts, some in each transaction, and lets ended batches run again', async () => {
    const accountId = await seedAccount(db, 700)
    const batches = await Promise.all([600, 1, 1].map((jobs) => givenBatch(db, accountId, jobs)))
    const jobIds = batches.flatMap((batch) => batch.jobIds)
    await db.query(
      `UPDATE jobs SET status = 'failed', stage = 'upload', completed_at = now(), error = '{"code":"internal"}' WHERE id = ANY($1)`,
      [jobIds],
    )
    await db.query(
      `UPDATE batches SET failed = queued, queued = 0, status = 'completed', completed_at = now() WHERE account_id = $1`,
      [accountId],
    )
    const other = await failed([{ code: 'internal', stage: 'upload' }])
    const outcome = await act('retry', named(...jobIds, ...other.jobIds))
    expect(outcome).toMatchObject({ jobs: 603, skipped: 0, wakeUps: [] })
    expect(outcome?.accountIds.toSorted()).toEqual([accountId, other.accountId].toSorted())
    const { rows } = await db.query<Row>('SELECT status, failed, queued FROM batches WHERE account_id = $1', [
      accountId,
    ])
    expect(rows.map(({ queued }) => queued).toSorted()).toEqual([1, 1, 600])
    for (const row of rows) expect(row).toMatchObject({ status: 'queued', failed: 0 })
  })

  it('tells before what it then does', async () => {
    const { jobIds, batchId } = await failed([...FAILURES, { code: 'no_change', stage: 'verify' }], { stepsPerJob: 3 })
    for (const selection of [
      named(jobIds[0] ?? '', jobIds[2] ?? ''),
      { by: 'batch', batchId, errorCode: 'no_change' },
      { by: 'batch', batchId },
    ] satisfies JobSelection[]) {
      const told = await estimate('retry', selection)
      expect(await act('retry', selection)).toMatchObject({ ...told })
    }
    expect(await estimate('retry', { by: 'batch', batchId })).toEqual({ jobs: 0, skipped: 10, credits: 0 })
  })

  it('finds nothing left to do when it is asked again', async () => {
    const { jobIds } = await failed([FAILURES[0] ?? never()])
    await act('retry', named(...jobIds))
    const { rows: before } = await db.query<Row>('SELECT * FROM jobs WHERE id = $1', [jobIds[0]])
    expect(await act('retry', named(...jobIds))).toEqual({ ...NOTHING, skipped: 1 })
    expect((await db.query<Row>('SELECT * FROM jobs WHERE id = $1', [jobIds[0]])).rows).toEqual(before)
  })
})

const NOTHING = { jobs: 0, skipped: 0, credits: 0, accountIds: [], wakeUps: [] }
const never = (): never => {
  throw new Error('it is there')
}

describe('canceling many jobs', () => {
  it('ends at once what waits, asks running ones to end and wakes those that sleep, and tells what is lost', async () => {
    const accountId = await seedAccount(db, 2)
    const { jobIds, batchId } = await givenBatch(db, accountId, 4)
    const [held, asleep] = await admitJobs(db, accountId)
    await hold(db, held?.jobId ?? '')
    await db.query('UPDATE jobs SET credits_spent = 50 WHERE batch_id = $1 AND position < 3', [batchId])
    expect(await estimate('cancel', named(...jobIds))).toEqual({ jobs: 4, skipped: 0, credits: 150 })
    expect(await act('cancel', named(...jobIds))).toEqual({
      ...{ jobs: 4, skipped: 0, credits: 150, accountIds: [accountId] },
      wakeUps: [{ jobId: asleep?.jobId, wakeNumber: (asleep?.wakeNumber ?? 0) + 1 }],
    })
    expect(await statusesOf(jobIds)).toEqual(['running', 'running', 'canceled', 'canceled'])
    expect(await act('cancel', named(...jobIds))).toEqual({ ...NOTHING, skipped: 4 })
  })

  it('takes those of a batch that a search or a status finds, and no others', async () => {
    const accountId = await seedAccount(db, 1)
    const asked = ['red shoe', 'blue shoe', 'red hat'].map((reference) => newJob({ reference }))
    const { jobIds, batchId } = await givenBatch(db, accountId, asked)
    await admitJobs(db, accountId)
    const selection = { by: 'batch', batchId, text: 'RED', status: 'queued' } as const
    expect(await estimate('cancel', selection)).toEqual({ jobs: 1, skipped: 0, credits: 0 })
    expect(await act('cancel', selection)).toMatchObject({ jobs: 1 })
    expect(await statusesOf(jobIds)).toEqual(['running', 'queued', 'canceled'])
  })
})

describe('what cannot be done', () => {
  it('is skipped: jobs in another state, of another project, and unknown ones alike', async () => {
    const { jobIds } = await failed([FAILURES[0] ?? never()])
    const waiting = await givenBatch(db, await seedAccount(db), 1)
    const chosen = named(...jobIds, ...waiting.jobIds, `job_${'0'.repeat(26)}`)
    for (const what of ['retry', 'cancel'] as const)
      expect(await estimate(what, chosen)).toMatchObject({ jobs: 1, skipped: 2 })
    for (const what of ['retry', 'cancel'] as const)
      expect(await act(what, chosen, 'proj_other')).toEqual({ ...NOTHING, skipped: 3 })
    expect(await act('retry', { by: 'batch', batchId: waiting.batchId }, 'proj_other')).toBeNull()
    expect(await estimate('cancel', { by: 'batch', batchId: `batch_${'0'.repeat(26)}` })).toBeNull()
    expect(await statusesOf([...jobIds, ...waiting.jobIds])).toEqual(['failed', 'queued'])
  })
})

describe('the jobs of an error group', () => {
  it('are those that still stand failed with it, as the group counts them', async () => {
    const span = { from: new Date(Date.now() - 60_000), to: new Date(Date.now() + 60_000) }
    const message = (name: string) => `The printer "${name}" is out of paper`
    const { jobIds } = await failed([
      { code: 'internal', stage: 'upload', message: message('a') },
      { code: 'internal', stage: 'upload', message: message('b') },
      { code: 'internal', stage: 'upload', message: message('c') },
      { code: 'no_change', stage: 'verify', message: message('d') },
    ])
    await retryJob(db, { projectId: PROJECT, jobId: jobIds[2] ?? '' })
    const { groups } = await readErrorGroups(db, PROJECT, span)
    const group = groups.find((one) => one.code === 'internal' && one.message.includes('printer')) ?? never()
    expect(group).toMatchObject({ failures: 3, jobsFailed: 2 })
    const selection = { by: 'error_group', id: group.id, span } as const
    expect(await estimate('retry', selection)).toMatchObject({ jobs: 2, skipped: 0 })
    expect(await act('retry', selection)).toMatchObject({ jobs: 2, skipped: 0 })
    expect(await statusesOf(jobIds)).toEqual(['queued', 'queued', 'queued', 'failed'])
    expect(await act('retry', { ...selection, id: '0'.repeat(32) })).toEqual(NOTHING)
  })
})

it('keeps counts, slots and events whole while many are retried and canceled at once', async () => {
  const accountId = await seedAccount(db, 6)
  const batches = await Promise.all([20, 20, 20].map((jobs) => givenBatch(db, accountId, jobs)))
  const jobIds = batches.flatMap((batch) => batch.jobIds)
  const work = async (): Promise<void> => {
    for (const { jobId } of await admitJobs(db, accountId))
      await failJob(db, jobId, { code: 'internal', stage: 'upload' }).catch((error: Error) =>
        expect(error.message).toContain('cannot be held'),
      )
  }
  await Promise.all([
    ...Array.from({ length: 20 }, work),
    ...Array.from({ length: 5 }, () => act('retry', named(...jobIds))),
    ...Array.from({ length: 3 }, () => act('cancel', named(...jobIds.toReversed().slice(0, 40)))),
    ...batches.map(({ batchId }) => act('retry', { by: 'batch', batchId })),
    cancelBatch(db, { projectId: PROJECT, batchId: batches[0]?.batchId ?? '' }),
  ])
  expect(await checkInvariants({ db, allow: { unfinished: true } })).toEqual([])
})
