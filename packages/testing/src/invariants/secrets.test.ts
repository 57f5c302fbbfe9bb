import { itFinds, sql } from './it-finds.fixture.ts'

itFinds([
  [
    'a token in an event',
    sql(`UPDATE events SET data = '{"a":{"b":"nmv_usr_secret"}}' WHERE job_id = $1 AND seq = 2`, 'running'),
    () => /^data of \S+ holds a secret: nmv_…$/,
  ],
  [
    'a claim link outside of its place',
    sql(`UPDATE jobs SET warnings = '["see clm_secret"]' WHERE id = $1`, 'completed'),
    ({ completed }) => `warnings of ${completed} holds a secret: clm_…`,
  ],
  [
    'a token in a claim link',
    sql(`UPDATE jobs SET claim_url = 'https://x/?ct=clm_1&token=nmv_usr_secret' WHERE id = $1`, 'completed'),
    ({ completed }) => `claim_url of ${completed} holds a secret: nmv_…`,
  ],
  [
    'a header in a reply',
    sql(`UPDATE job_steps SET reply = 'Authorization: Bearer secret' WHERE job_id = $1`, 'failed'),
    ({ failed }) => `reply of ${failed} step 0 holds a secret: Bearer …`,
  ],
  [
    'a signing secret in a batch',
    sql(`UPDATE batches SET metadata = '{"webhook":"whsec_secret"}' WHERE id = $1`, 'batch'),
    ({ batch }) => `metadata of ${batch} holds a secret: whsec_…`,
  ],
  [
    'a token that is stored unsealed',
    sql(`UPDATE accounts SET token_sealed = 'nmv_usr_secret' WHERE id = $1`, 'accountId'),
    ({ accountId }) => `token_sealed of ${accountId} holds a secret: nmv_…`,
  ],
  [
    'a signing secret that is stored unsealed',
    sql(`UPDATE webhook_secrets SET sealed = 'whsec_secret' WHERE endpoint_id = $1`, 'endpoint'),
    ({ endpoint }) => `sealed of ${endpoint} holds a secret: whsec_…`,
  ],
])
