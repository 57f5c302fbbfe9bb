import { itFinds, sql } from './it-finds.fixture.ts'

itFinds([
  [
    'an event that is missing',
    sql('DELETE FROM events WHERE job_id = $1 AND seq = 2', 'completed'),
    ({ completed }) => `${completed} should have events 1 to 3 and has 1, 3`,
  ],
  [
    'an event that came twice',
    async ({ run, ids }) => {
      await run('DROP INDEX events_by_job')
      await run('UPDATE events SET seq = 1 WHERE job_id = $1 AND seq = 2', ids.running)
    },
    ({ running }) => `${running} should have events 1 to 2 and has 1, 1`,
  ],
  [
    'an event that the row does not know',
    sql('UPDATE jobs SET last_seq = last_seq - 1 WHERE id = $1', 'blocked'),
    ({ blocked }) => `${blocked} should have events 1 to 1 and has 1, 2`,
  ],
  [
    'a batch event that is missing',
    sql('DELETE FROM events WHERE batch_id = $1 AND job_id IS NULL AND seq = 2', 'batch'),
    ({ batch }) => `${batch} should have events 1 to 3 and has 1, 3`,
  ],
  [
    'events that readers get in another order than they are numbered',
    sql(`UPDATE events SET xact = '1' WHERE job_id = $1 AND seq = 2`, 'blocked'),
    ({ blocked }) => `the events of ${blocked} were committed in the order 2, 1`,
  ],
  [
    'a job that was never queued',
    sql(`UPDATE events SET type = 'job.progress' WHERE job_id = $1 AND seq = 1`, 'running'),
    ({ running }) => `the first event of ${running} is job.progress, not job.queued`,
  ],
  [
    'a batch that was never created',
    sql(`UPDATE events SET type = 'batch.resumed' WHERE batch_id = $1 AND job_id IS NULL AND seq = 1`, 'openBatch'),
    ({ openBatch }) => `the first event of ${openBatch} is batch.resumed, not batch.created`,
  ],
  [
    'a job whose end was not told',
    sql(`UPDATE events SET type = 'job.progress' WHERE job_id = $1 AND type = 'job.canceled'`, 'canceled'),
    ({ canceled }) => `${canceled} is canceled, and its last event is job.progress`,
  ],
  [
    'a failure that was told with another code',
    sql(`UPDATE jobs SET error = '{"code":"internal"}' WHERE id = $1`, 'failed'),
    ({ failed }) => `${failed} failed with internal, and its event says no_change`,
  ],
  [
    'a batch whose end was not told',
    sql(`UPDATE events SET type = 'batch.paused' WHERE batch_id = $1 AND type = 'batch.completed'`, 'batch'),
    ({ batch }) => `${batch} is completed, and its last event is batch.paused`,
  ],
  [
    'a job that went on after its end without a retry',
    sql(`UPDATE events SET type = 'job.progress' WHERE job_id = $1 AND seq = 4`, 'failed'),
    ({ failed }) => `${failed} went on with job.progress after its job.failed (event 3)`,
  ],
])
