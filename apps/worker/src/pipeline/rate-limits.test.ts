import { seedAccount, seedBatch, waitFor } from '@nemo-batch/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { expectEachOnce, expectSound, submitMany, waitForCounts } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
beforeEach(async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
})
afterEach(() => pipeline.close())

const RETRY_AFTER_S = 1

const account = (id: string) => pipeline.one('SELECT rate_level, paused_until FROM accounts WHERE id = $1', id)

it('a job that is refused as one too many asks again only after the time it was told', async () => {
  const refusal = { kind: 'status', status: 429, code: 429, retry_after_seconds: RETRY_AFTER_S } as const
  pipeline.sandbox.script({ call: 'upload', answer: refusal })
  const batch = await submitMany(pipeline, 1)
  await expectEachOnce(pipeline, batch)
  const uploads = pipeline.sandbox.log
    .entries({ call: 'upload' })
    .map(({ at, status }) => ({ at: Date.parse(at), status }))
  expect(uploads.map(({ status }) => status)).toEqual([429, 200])
  expect((uploads[1]?.at ?? 0) - (uploads[0]?.at ?? 0)).toBeGreaterThanOrEqual(RETRY_AFTER_S * 1_000)
  // once, it is the job alone that waits
  expect(await account(batch.accountId)).toMatchObject({ rate_level: 0, paused_until: null })
})

it('jobs that are refused more often than any stage is tried do not fail', async () => {
  const refusals = pipeline.sandbox.script({
    call: 'open_session',
    times: 12,
    answer: { kind: 'status', status: 429, code: 429, retry_after_seconds: 0 },
  })
  const batch = await submitMany(pipeline, 2)
  await waitFor(() => refusals.left === 0, { timeoutMs: 20_000 })
  const { rows } = await pipeline.db.query('SELECT DISTINCT stage_tries FROM jobs')
  expect(rows).toEqual([{ stage_tries: 0 }])
  await expectEachOnce(pipeline, batch)
}, 60_000)

it('refused again, the whole account slows down and no job fails; another account goes on as if nothing were', async () => {
  const slowed = await submitMany(pipeline, 4, 'make a 2-second video [[sandbox:rate_limit=3]]')
  await waitFor(async () => (await account(slowed.accountId)).paused_until, { timeoutMs: 20_000 })
  expect((await account(slowed.accountId)).rate_level).toBeGreaterThan(0)

  const otherAccountId = await seedAccount(pipeline.db)
  const fileId = await pipeline.photo('coins.jpg')
  const job = { media: [{ fileId }], steps: [{ instruction: 'make a 2-second video' }] }
  const other = await pipeline.db.transaction((tx) => seedBatch(tx, otherAccountId, [job, job, job]))
  await waitForCounts(pipeline, other, ({ completed }) => completed === 3)
  expect(await account(otherAccountId)).toMatchObject({ rate_level: 0, paused_until: null })
  await waitForCounts(pipeline, slowed, ({ completed }) => completed === 4)
  expect(Object.values(pipeline.sandbox.log.counters().messages)).toEqual([1, 1, 1, 1, 1, 1, 1])
  await expectSound(pipeline)
}, 60_000)
