import { afterEach, expect, it } from 'vitest'
import { callsOf, expectEachOnce, expectSound, submitMany, waitForCalls, waitForCounts } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
afterEach(() => pipeline.close())

const JOBS = 50
const PAYABLE = 20
const AN_HOUR_MS = 3_600_000

const letTheIntervalPass = () => pipeline.db.query('UPDATE accounts SET check_at = now()')

it('jobs wait visibly when credits end in the middle of a batch, and complete after the refill without a restart', async () => {
  pipeline = await givenPipeline({
    env: { NEMO_BALANCE_CHECK_INTERVAL_MS: String(AN_HOUR_MS) },
    sandbox: { initialCredits: PAYABLE * 50 },
  })
  await pipeline.startWorker()
  await pipeline.startWorker()
  const batch = await submitMany(pipeline, JOBS)
  await waitForCounts(pipeline, batch, ({ completed, blocked }) => completed === PAYABLE && blocked === JOBS - PAYABLE)

  const { rows } = await pipeline.db.query(
    `SELECT DISTINCT blocked->>'reason' AS reason, blocked->>'action_url' LIKE '%/?bind=anon\\_%' AS has_link
     FROM jobs WHERE batch_id = $1 AND status = 'blocked'`,
    [batch.batchId],
  )
  expect(rows).toEqual([{ reason: 'credits_exhausted', has_link: true }])
  await expectSound(pipeline)

  // however many jobs and workers wait, the balance is looked at once an interval
  expect(callsOf(pipeline, 'credits')).toBe(0)
  await letTheIntervalPass()
  await waitForCalls(pipeline, 'credits', 1)
  expect(await pipeline.one("SELECT check_at > now() + interval '50 minutes' AS is_put_off FROM accounts")).toEqual({
    is_put_off: true,
  })
  pipeline.sandbox.setCredits(JOBS * 50)
  await letTheIntervalPass()
  await expectEachOnce(pipeline, batch)
  expect(callsOf(pipeline, 'credits')).toBe(2)
}, 90_000)
