import { type Account, accountListSchema, accountSchema, problemSchema } from '@nemo-batch/contracts'
import { admitJobs, blockAccount, loadAccountState, saveCredits, slowAccount } from '@nemo-batch/database'
import { createSecretBox } from '@nemo-batch/runtime'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const BLOCK = { reason: 'plan_required', message: 'Upgrade the plan.', action_url: 'https://nemo.example' } as const
const accountOf = async (answer: Response): Promise<Account> => {
  expect(answer.status).toBe(200)
  return accountSchema.parse(await answer.json())
}
const show = async (id: string) => accountOf(await api.call(`/v1/accounts/${id}`))
const resume = (id: string) => api.call(`/v1/accounts/${id}/resume`, { method: 'POST' })
const statusesOf = async (batchId: string) => {
  const { rows } = await api.db.query<{ status: string }>('SELECT status FROM jobs WHERE batch_id = $1 ORDER BY 1', [
    batchId,
  ])
  return rows.map((row) => row.status)
}

it('shows an account with its balance as it was last told, and without its secrets', async () => {
  const id = await seedAccount(api.db)
  expect((await show(id)).credits).toEqual({ available: null, frozen: null, total: null, checked_at: null })
  await saveCredits(api.db, id, { available: 40, frozen: 10, total: 100 })
  const answer = await api.call(`/v1/accounts/${id}`)
  expect(await answer.clone().text()).not.toMatch(/token"?:|client/)
  expect(await accountOf(answer)).toMatchObject({
    id,
    status: 'ok',
    blocked: null,
    credits: { available: 40, frozen: 10, total: 100, checked_at: expect.any(String) },
  })
})

it('lets a blocked account go on by hand, and its jobs with it', async () => {
  const id = await seedAccount(api.db, 2)
  const { batchId } = await seedBatch(api.db, id, [{}, {}, {}])
  await blockAccount(api.db, id, BLOCK, null)
  await admitJobs(api.db, id)
  expect(await show(id)).toMatchObject({
    status: 'blocked',
    blocked: BLOCK,
    blocked_since: expect.any(String),
  })
  expect(await statusesOf(batchId)).toEqual(['blocked', 'blocked', 'blocked'])

  expect(await accountOf(await resume(id))).toMatchObject({
    id,
    status: 'ok',
    blocked: null,
    blocked_since: null,
  })
  await expect.poll(() => statusesOf(batchId)).toEqual(['queued', 'running', 'running'])
})

it('takes a pause for too many calls away, and gives all slots back', async () => {
  const id = await seedAccount(api.db, 8)
  const { batchId } = await seedBatch(api.db, id, Array(8).fill({}))
  await slowAccount(api.db, id, 600_000)
  await accountOf(await resume(id))
  await expect.poll(() => statusesOf(batchId)).toEqual(Array(8).fill('running'))
})

it('answers an account that was not blocked as it is', async () => {
  const id = await seedAccount(api.db)
  expect(await accountOf(await resume(id))).toEqual(await show(id))
})

it('answers 404 for what is unknown or malformed, and takes no body to resume', async () => {
  for (const id of ['x', `acct_${'0'.repeat(26)}`])
    for (const answer of [await api.call(`/v1/accounts/${id}`), await resume(id)])
      expect([answer.status, problemSchema.parse(await answer.json()).code]).toEqual([404, 'not_found'])
  const id = await seedAccount(api.db)
  expect((await api.post(`/v1/accounts/${id}/resume`, { now: true })).status).toBe(422)
  expect((await fetch(new URL(`/v1/accounts/${id}`, api.url))).status).toBe(401)
})

const TOKEN = 'nmv_usr_of-my-own-account'
const secrets = createSecretBox(Buffer.alloc(32, 7).toString('base64'))
const made = async (body: object, headers: Record<string, string> = {}): Promise<Account> => {
  const answer = await api.post('/v1/accounts', body, headers)
  expect(answer.status).toBe(201)
  return accountSchema.parse(await answer.json())
}
const change = (id: string, body: object) =>
  api.call(`/v1/accounts/${id}`, {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

it('adds an account with a token of its own, which is kept sealed and never shown', async () => {
  const key = { 'idempotency-key': 'my-account' }
  const body = { name: 'Mine', token: TOKEN, max_active_jobs: 3 }
  const account = await made(body, key)
  expect(account).toMatchObject({ name: 'Mine', kind: 'token', status: 'ok', max_active_jobs: 3, active_jobs: 0 })
  expect(await made(body, key)).toEqual(account)
  const state = await loadAccountState(api.db, account.id)
  expect(secrets.open(state?.tokenSealed ?? '')).toBe(TOKEN)
  for (const table of ['accounts', 'idempotency_keys', 'audit_log'])
    expect(JSON.stringify((await api.db.query(`SELECT to_jsonb(t) FROM ${table} t`)).rows)).not.toContain(TOKEN)
})

it('adds an anonymous account with a client id of its own', async () => {
  const [one, other] = [await made({ name: 'One' }), await made({ name: 'Other', kind: 'anonymous' })]
  expect(one).toMatchObject({ kind: 'anonymous', max_active_jobs: 8, expires_at: null })
  const clientIds = [await loadAccountState(api.db, one.id), await loadAccountState(api.db, other.id)].map(
    (state) => state?.clientId,
  )
  expect(new Set(clientIds).size).toBe(2)
  expect(clientIds[0]).toMatch(/^[0-9a-f-]{36}$/)
})

it('names every fault of an account that cannot be added', async () => {
  const faultsOf = async (body: object) =>
    problemSchema
      .parse(await (await api.post('/v1/accounts', body)).json())
      .errors?.map(({ path, code }) => [path, code])
  expect(await faultsOf({ name: ' ', max_active_jobs: 0 })).toEqual([
    ['/name', 'blank_text'],
    ['/max_active_jobs', 'too_small'],
  ])
  expect(await faultsOf({ name: 'x', kind: 'token' })).toEqual([['/token', 'required']])
  expect(await faultsOf({ name: 'x', kind: 'anonymous', token: TOKEN })).toEqual([['/token', 'token_not_allowed']])
  expect(await faultsOf({ name: 'x', token: 'two words or more' })).toEqual([['/token', 'invalid_value']])
})

it('changes name and jobs in flight; more of them start jobs at once', async () => {
  const id = await seedAccount(api.db, 1)
  const { batchId } = await seedBatch(api.db, id, [{}, {}, {}])
  await admitJobs(api.db, id)
  expect(await accountOf(await change(id, { name: 'Wider', max_active_jobs: 2 }))).toMatchObject({
    name: 'Wider',
    max_active_jobs: 2,
  })
  await expect.poll(() => statusesOf(batchId)).toEqual(['queued', 'running', 'running'])
  expect((await change(id, { token: TOKEN })).status).toBe(422)
})

it('takes a new token in place of a rejected one, and lets the jobs go on that waited for it', async () => {
  const { id } = await made({ name: 'Rejected', token: TOKEN })
  const { batchId } = await seedBatch(api.db, id, [{}])
  await blockAccount(api.db, id, { ...BLOCK, reason: 'credentials_rejected' }, null)
  await admitJobs(api.db, id)
  expect(await accountOf(await change(id, { token: `${TOKEN}-2` }))).toMatchObject({ status: 'ok', blocked: null })
  await expect.poll(() => statusesOf(batchId)).toEqual(['running'])
})

it('lists the accounts that are blocked, or those that are not', async () => {
  const [ok, blocked] = [await seedAccount(api.db), await seedAccount(api.db)]
  await blockAccount(api.db, blocked, BLOCK, null)
  const idsOf = async (status: string) =>
    accountListSchema
      .parse(await (await api.call(`/v1/accounts?limit=100&status=${status}`)).json())
      .data.map(({ id }) => id)
  expect([(await idsOf('ok')).includes(ok), (await idsOf('ok')).includes(blocked)]).toEqual([true, false])
  expect([(await idsOf('blocked')).includes(ok), (await idsOf('blocked')).includes(blocked)]).toEqual([false, true])
})
