import { type Account, accountSchema, problemSchema } from '@nemo-batch/contracts'
import { admitJobs, blockAccount, saveCredits, slowAccount } from '@nemo-batch/database'
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
  expect(await show(id)).toMatchObject({ status: 'blocked', blocked: BLOCK })
  expect(await statusesOf(batchId)).toEqual(['blocked', 'blocked', 'blocked'])

  expect(await accountOf(await resume(id))).toMatchObject({ id, status: 'ok', blocked: null })
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
