import { itFinds, itIsSilentAbout, sql } from './it-finds.fixture.ts'

itFinds([
  [
    'a batch that ended before its jobs',
    sql(`UPDATE batches SET status = 'completed', completed_at = now() WHERE id = $1`, 'openBatch'),
    ({ openBatch }) => `${openBatch} (completed) has ended before its jobs`,
  ],
  [
    'a batch that did not end with its jobs',
    sql(`UPDATE batches SET status = 'running', completed_at = NULL WHERE id = $1`, 'batch'),
    ({ batch }) => `${batch} (running) has not ended with its jobs`,
  ],
  [
    'a canceled batch that did not end because it was open',
    sql(
      `UPDATE batches SET status = 'running', completed_at = NULL, is_open = true, canceled_at = now() WHERE id = $1`,
      'batch',
    ),
    ({ batch }) => `${batch} (running) has not ended with its jobs`,
  ],
  [
    'an ended batch that takes more jobs',
    sql('UPDATE batches SET is_open = true WHERE id = $1', 'batch'),
    ({ batch }) => `${batch} (completed) has ended and takes more jobs`,
  ],
  [
    'an ended batch that does not say when',
    sql('UPDATE batches SET completed_at = NULL WHERE id = $1', 'batch'),
    ({ batch }) => `${batch} (completed) does not know when it ended`,
  ],
  [
    'a batch that began before its time',
    sql(
      `UPDATE batches SET status = 'scheduled', scheduled_at = now() + interval '1 h', is_scheduled = true WHERE id = $1`,
      'openBatch',
    ),
    ({ openBatch }) => `${openBatch} (scheduled) has begun before its time`,
  ],
  [
    'a batch that waits for its time without saying so',
    sql('UPDATE batches SET scheduled_at = now(), is_scheduled = true WHERE id = $1', 'openBatch'),
    ({ openBatch }) => `${openBatch} (running) waits for its time and says something else`,
  ],
  [
    'a batch that says that it waits for its time',
    sql(`UPDATE batches SET status = 'scheduled' WHERE id = $1`, 'openBatch'),
    ({ openBatch }) => `${openBatch} (scheduled) says that it waits for its time and does not`,
  ],
  [
    'a job that stands where none should',
    sql('UPDATE jobs SET position = 7 WHERE id = $1', 'running'),
    ({ openBatch }) => `${openBatch} has 2 jobs, and the last stands at 7`,
  ],
])

itIsSilentAbout([
  [
    'a batch with all its jobs ended that takes more',
    sql(`UPDATE batches SET status = 'running', completed_at = NULL, is_open = true WHERE id = $1`, 'batch'),
  ],
])
