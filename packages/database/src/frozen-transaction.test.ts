import { createTestDatabase, seedAccount } from '@nemo-batch/testing'
import { expect, it } from 'vitest'
import { lockAccount } from './account-lock.ts'
import { createDatabase } from './connection.ts'
import { DatabaseAway } from './database-away.ts'

it('a process that is frozen in the middle of a write holds up others for less than they are ready to wait', async () => {
  const server = await createTestDatabase()
  const db = createDatabase({ url: server.url })
  const accountId = await seedAccount(db)
  const { promise: thawed, resolve: thaw } = Promise.withResolvers<void>()
  const { promise: locked, resolve: haveLocked } = Promise.withResolvers<void>()
  const frozen = db.transaction(async (tx) => {
    await lockAccount(tx, accountId)
    haveLocked()
    await thawed
    await tx.query('UPDATE accounts SET active_jobs = 99')
  })
  const refused = expect(frozen).rejects.toThrow(DatabaseAway)
  await locked
  expect(await db.transaction((tx) => lockAccount(tx, accountId))).toMatchObject({ free: 8 })
  thaw()
  await refused
  await db.close()
  await server.drop()
})
