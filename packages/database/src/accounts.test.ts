import { createTestDatabase, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureDefaultAccount, wantedAccount } from './accounts.ts'
import { openAdministration } from './administration.ts'
import { createDatabase, type Database } from './connection.ts'

let server: TestDatabase
let db: Database
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
})
afterAll(async () => {
  await db.close()
  await server.drop()
})

const secrets = {
  seal: (plain: string) => `sealed ${plain}`,
  open: (sealed: string) => sealed.slice(7),
  holds: (sealed: string, plain: string) => sealed === `sealed ${plain}`,
}
const start = (token: string | undefined) =>
  db.transaction((tx) =>
    ensureDefaultAccount(tx, wantedAccount({ token, clientId: crypto.randomUUID(), maxActiveJobs: 8 }, secrets)),
  )

it('a start brings the account of the settings up to them, and leaves those alone that were added', async () => {
  const added = await openAdministration(db, 'proj_default', null).transaction((tx) =>
    tx.createAccount({ name: 'Added', kind: 'token', clientId: null, tokenSealed: 'sealed mine', maxActiveJobs: 2 }),
  )
  const first = await start('one')
  const second = await start('two')
  expect(second.id).toBe(first.id)
  expect(first.id).not.toBe(added.id)
  const { rows } = await db.query('SELECT id, token_sealed, max_active_jobs FROM accounts ORDER BY is_default')
  expect(rows).toEqual([
    { id: added.id, token_sealed: 'sealed mine', max_active_jobs: 2 },
    { id: first.id, token_sealed: 'sealed two', max_active_jobs: 8 },
  ])
  expect((await start(undefined)).id).not.toBe(first.id)
})
