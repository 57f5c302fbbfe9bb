import { waitFor } from '@nemo-batch/testing'
import { afterEach, expect, it } from 'vitest'
import { callsOf, expectEachOnce, PATIENT, submitMany, waitForCalls, waitForCounts } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
afterEach(() => pipeline.close())

const JOBS = 20

it('a token that expires under two workers and 20 jobs in flight is renewed once, and all complete', async () => {
  pipeline = await givenPipeline({
    env: { ...PATIENT, NEMO_MAX_ACTIVE_JOBS: String(JOBS) },
    sandbox: { editMs: { minMs: 1_500, maxMs: 1_500 } },
  })
  await pipeline.startWorker()
  await pipeline.startWorker()
  const batch = await submitMany(pipeline, JOBS)
  await waitForCalls(pipeline, 'message', JOBS)
  const asked = callsOf(pipeline, 'anonymous_token')
  const before = await pipeline.one('SELECT client_id, user_id, token_sealed FROM accounts')
  pipeline.sandbox.revokeTokens()
  await expectEachOnce(pipeline, batch)
  expect(callsOf(pipeline, 'anonymous_token')).toBe(asked + 1)
  const after = await pipeline.one('SELECT client_id, user_id, token_sealed FROM accounts')
  expect({ ...after, token_sealed: '' }).toEqual({ ...before, token_sealed: '' })
  expect(after.client_id).toBe(pipeline.env.NEMO_CLIENT_ID)
  expect(after.token_sealed).not.toBe(before.token_sealed)
}, 60_000)

it('an own token that is rejected blocks its jobs, saying so, and a start with another lets them go on', async () => {
  const right = 'nmv_usr_the-right-one-of-the-account'
  pipeline = await givenPipeline({
    env: { NEMO_TOKEN: 'nmv_usr_a-wrong-one-of-the-account' },
    sandbox: { registeredToken: right },
  })
  const first = await pipeline.startWorker()
  const batch = await submitMany(pipeline, JOBS)
  await waitForCounts(pipeline, batch, ({ blocked }) => blocked === JOBS)
  const { rows } = await pipeline.db.query(
    `SELECT DISTINCT blocked->>'reason' AS reason, blocked->>'message' AS message FROM jobs`,
  )
  expect(rows).toEqual([{ reason: 'credentials_rejected', message: expect.stringContaining('Replace it') }])
  await first.stop()

  await pipeline.startWorker({ NEMO_TOKEN: right })
  await expectEachOnce(pipeline, batch)
  expect(callsOf(pipeline, 'anonymous_token')).toBe(0)
  await waitFor(async () => (await pipeline.one('SELECT blocked FROM accounts')).blocked === null)
}, 60_000)
