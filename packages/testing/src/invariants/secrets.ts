import type { Queryable, Row } from '@nemo-batch/database'

/** Tokens of the provider, its claim links, secrets of webhooks, headers with a bearer. */
const SECRET = '(nmv_|clm_|whsec_|Bearer )'

/** Whatever callers may come to see of these tables. Only a job's `claim_url` is there to hold a claim link. */
const PLACES = [
  ['events', 't.id', 'to_jsonb(t)'],
  ['jobs', 't.id', `to_jsonb(t) - 'claim_url'`],
  ['jobs', 't.id', `jsonb_build_object('claim_url', replace(COALESCE(t.claim_url, ''), 'clm_', ''))`],
  ['job_steps', `t.job_id || ' step ' || t.step_index`, 'to_jsonb(t)'],
  ['job_media', `t.job_id || ' step ' || t.step_index || ' medium ' || t.position`, 'to_jsonb(t)'],
  ['batches', 't.id', 'to_jsonb(t)'],
  ['accounts', 't.id', 'to_jsonb(t)'],
  ['webhook_endpoints', 't.id', 'to_jsonb(t)'],
  ['webhook_secrets', 't.endpoint_id', 'to_jsonb(t)'],
  ['webhook_attempts', 't.delivery_id', 'to_jsonb(t)'],
  ['idempotency_keys', 't.key', 'to_jsonb(t)'],
  ['audit_log', 't.id', 'to_jsonb(t)'],
] as const

/** No secret is written where it could be read, sealed ones apart. Says where, never what. */
export async function checkSecrets(db: Queryable): Promise<string[]> {
  const looks = PLACES.map(
    ([table, id, json]) =>
      `SELECT ${id} AS id, field.key, substring(field.value FROM $1) AS secret
       FROM ${table} t CROSS JOIN LATERAL jsonb_each_text(${json}) AS field WHERE field.value ~ $1`,
  )
  const { rows } = await db.query<Row & { id: string; key: string; secret: string }>(
    `${looks.join(' UNION ALL ')} ORDER BY 1, 2`,
    [SECRET],
  )
  return rows.map(({ id, key, secret }) => `${key} of ${id} holds a secret: ${secret}…`)
}
