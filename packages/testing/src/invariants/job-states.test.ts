import { itFinds, sql } from './it-finds.fixture.ts'

itFinds([
  [
    'a blocked job that does not say why',
    sql('UPDATE jobs SET blocked = NULL WHERE id = $1', 'blocked'),
    ({ blocked }) => `${blocked} (blocked) is blocked without a reason`,
  ],
  [
    'a failed job without a code',
    sql(`UPDATE jobs SET error = '{}' WHERE id = $1`, 'failed'),
    ({ failed }) => `${failed} (failed) failed without an error code`,
  ],
  [
    'a completed job with an error',
    sql(`UPDATE jobs SET error = '{"code":"internal"}' WHERE id = $1`, 'completed'),
    ({ completed }) => `${completed} (completed) completed with an error`,
  ],
  [
    'a running job in no stage',
    sql('UPDATE jobs SET stage = NULL WHERE id = $1', 'running'),
    ({ running }) => `${running} (running) runs in no stage`,
  ],
  [
    'a running job that nothing will wake',
    sql('UPDATE jobs SET wake_at = NULL WHERE id = $1', 'running'),
    ({ running }) => `${running} (running) runs without a wake-up`,
  ],
  [
    'an ended job that a worker still holds',
    sql(`UPDATE jobs SET lease_token = 'lease' WHERE id = $1`, 'canceled'),
    ({ canceled }) => `${canceled} (canceled) is held by a lease that has no use`,
  ],
  [
    'an ended job that will be woken',
    sql('UPDATE jobs SET wake_at = now() WHERE id = $1', 'failed'),
    ({ failed }) => `${failed} (failed) has a wake-up after its end`,
  ],
  [
    'an ended job that does not say when',
    sql('UPDATE jobs SET completed_at = NULL WHERE id = $1', 'completed'),
    ({ completed }) => `${completed} (completed) ended without a time of ending`,
  ],
  [
    'a batch that counts wrongly',
    sql('UPDATE batches SET failed = 2 WHERE id = $1', 'batch'),
    ({ batch }) => `${batch} counts 2 failed jobs and has 1`,
  ],
  [
    'an account that lost a slot',
    sql('UPDATE accounts SET active_jobs = 2 WHERE id = $1', 'accountId'),
    ({ accountId }) => `${accountId} counts 2 active jobs and has 1`,
  ],
])
