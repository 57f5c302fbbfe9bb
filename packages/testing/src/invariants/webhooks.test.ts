import { itFinds, itIsSilentAbout, sql } from './it-finds.fixture.ts'

const A_FAILED_JOB = `(SELECT id FROM webhook_messages WHERE type = 'job.failed' ORDER BY id LIMIT 1)`

itFinds([
  [
    'an event that no endpoint will ever hear of',
    sql(
      `WITH gone AS (DELETE FROM webhook_deliveries WHERE message_id = ${A_FAILED_JOB} RETURNING message_id)
       DELETE FROM webhook_messages WHERE id IN (SELECT message_id FROM gone)`,
    ),
    () => /^\S+ was never written for an endpoint that is subscribed to it$/,
  ],
  [
    'an endpoint that was forgotten',
    sql(`DELETE FROM webhook_deliveries WHERE message_id = ${A_FAILED_JOB}`),
    () => /^\S+ was told to fewer endpoints than are subscribed to it$/,
  ],
  [
    'a webhook of nothing that happened',
    sql(`UPDATE webhook_messages SET seq = 99 WHERE id = ${A_FAILED_JOB}`),
    () => /^\S+ tells of an event that there is not$/,
  ],
  [
    'a delivery for somebody else',
    sql(
      `WITH other AS (INSERT INTO projects (id, name) VALUES ('proj_other', 'Other'))
       UPDATE webhook_endpoints SET project_id = 'proj_other' WHERE id = $1`,
      'endpoint',
    ),
    () => /^whd_\S+ was written for an endpoint of another project$/,
  ],
  [
    'an attempt that was lost',
    sql(`DELETE FROM webhook_attempts WHERE error IS NULL`),
    () => /^whd_\S+ counts other attempts than it has$/,
  ],
  [
    'a delivery that says it arrived and did not',
    sql(`UPDATE webhook_attempts SET error = 'no answer' WHERE error IS NULL`),
    () => /^whd_\S+ does not say how it ended$/,
  ],
  [
    'a delivery that ended nobody knows when',
    sql(`UPDATE webhook_deliveries SET ended_at = NULL WHERE status = 'succeeded'`),
    () => /^whd_\S+ does not say when it ended$/,
  ],
  [
    'an endpoint that cannot be sent to',
    sql('UPDATE webhook_secrets SET expires_at = now() WHERE endpoint_id = $1', 'endpoint'),
    ({ endpoint }) => `${endpoint} has not one secret without an end`,
  ],
])

itIsSilentAbout([
  [
    'a delivery that is sent again',
    sql(`UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = now(), ended_at = NULL, schedule_from = attempts
         WHERE status = 'failed'`),
  ],
  [
    'a secret before the last one',
    sql(`INSERT INTO webhook_secrets (endpoint_id, sealed, expires_at) VALUES ($1, 'v1.older', now())`, 'endpoint'),
  ],
])
