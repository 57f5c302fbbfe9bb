import { blockAccount, openAdministration } from '@nemo-batch/database'
import { createSecretBox } from '@nemo-batch/runtime'
import { seedBatch, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callsOf } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

const TOKEN = 'nmv_usr_of-the-account-that-came-later'

let pipeline: Pipeline
let photo: string
beforeAll(async () => {
  pipeline = await givenPipeline({ sandbox: { registeredToken: TOKEN } })
  await pipeline.startWorker()
  photo = await pipeline.photo('coins.jpg')
})
afterAll(() => pipeline.close())

const administration = () => openAdministration(pipeline.db, 'proj_default', null)

async function addAccount(token: string | null): Promise<string> {
  const kind = token === null ? ('anonymous' as const) : ('token' as const)
  const account = {
    ...{ name: 'Later', kind, maxActiveJobs: 2 },
    clientId: token === null ? crypto.randomUUID() : null,
    tokenSealed: token === null ? null : createSecretBox(pipeline.env.ENCRYPTION_KEY ?? '').seal(token),
  }
  return (await administration().transaction((tx) => tx.createAccount(account))).id
}
const balanceOf = (id: string) =>
  pipeline.one<{ available: number | null; blocked: unknown; check_at: Date | null }>(
    `SELECT (credits->>'available')::int AS available, blocked, check_at FROM accounts WHERE id = $1`,
    id,
  )
const looked = (id: string) =>
  waitFor(async () => ((await balanceOf(id)).available === null ? null : balanceOf(id)), { describe: 'the balance' })

it('a worker that runs already works for accounts that are added, each with its own token and slots', async () => {
  const ids = [await addAccount(TOKEN), await addAccount(null)]
  const asked = callsOf(pipeline, 'anonymous_token')
  const batches = await Promise.all(
    ids.map((id) => pipeline.db.transaction((tx) => seedBatch(tx, id, Array(3).fill({ media: [{ fileId: photo }] })))),
  )
  for (const { jobIds } of batches)
    for (const jobId of jobIds) expect((await pipeline.ended(jobId)).status).toBe('completed')
  expect(callsOf(pipeline, 'anonymous_token')).toBe(asked + 1)
  expect(await pipeline.one('SELECT sum(active_jobs)::int AS sum FROM accounts')).toEqual({ sum: 0 })
}, 60_000)

it('a balance that somebody asks for is read within seconds, once, though nothing is blocked', async () => {
  const id = await addAccount(null)
  await administration().askForBalance(id)
  expect(await looked(id)).toMatchObject({ available: expect.any(Number), blocked: null, check_at: null })
})

it('asking for the balance shows it, and takes no block away that only a person can', async () => {
  const id = await addAccount(TOKEN)
  const block = { reason: 'plan_required', message: 'Upgrade the plan.', action_url: null } as const
  await blockAccount(pipeline.db, id, block, null)
  await administration().askForBalance(id)
  expect(await looked(id)).toMatchObject({ blocked: block, check_at: null })
})

it('an anonymous token that was refused is replaced when the balance is asked for', async () => {
  const id = await addAccount(null)
  await administration().askForBalance(id)
  await looked(id)
  await pipeline.db.query('UPDATE accounts SET credits = NULL WHERE id = $1', [id])
  pipeline.sandbox.revokeTokens()
  await administration().askForBalance(id)
  expect((await looked(id)).check_at).toBeNull()
})
