import { createTestDatabase, type TestDatabase } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deleteApiKey, insertApiKey } from './api-keys.ts'
import type { AuditedRequest } from './audit-log.ts'
import { createDatabase, type Database } from './connection.ts'
import { openSessions, type SessionHolder, type SessionStore } from './sessions.ts'

const ADMIN_DIGEST = Buffer.alloc(32, 1)
const PER_KEY = 3
let server: TestDatabase
let db: Database
let sessions: SessionStore

beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
  sessions = openSessions(db, {
    ...{ idleMs: 60_000, lifeMs: 600_000, perKey: PER_KEY, adminKeyDigest: ADMIN_DIGEST },
    now: () => new Date(),
  })
})
afterAll(async () => {
  await db.close()
  await server.drop()
})

const REQUEST: AuditedRequest = {
  ...{ action: 'session.create', objectId: null, projectId: 'proj_default' },
  ...{ keyId: null, keyName: 'ADMIN_API_KEY', keyPrefix: null, address: '127.0.0.1', requestId: 'req_1' },
}
let digests = 0
const newDigest = (): Buffer => {
  digests += 1
  return Buffer.from(`digest ${digests}`)
}
const givenKey = async (): Promise<string> => {
  const wanted = { projectId: 'proj_default', name: 'Shop', prefix: 'nb_', scopes: ['jobs:read'], digest: newDigest() }
  return (await insertApiKey(db, wanted)).id
}
const ofKey = (keyId: string): SessionHolder => ({ keyId, adminKeyDigest: null })

it('begins no session for a key that was revoked meanwhile, and tells of none', async () => {
  const keyId = await givenKey()
  await deleteApiKey(db, keyId)
  expect(await sessions.begin(newDigest(), ofKey(keyId), REQUEST)).toBeNull()
  expect((await db.query(`SELECT FROM audit_log WHERE action = 'session.create'`)).rows).toEqual([])
})

it('lets sessions of one key begin at the same moment, and keeps no more than are allowed', async () => {
  const [keyId, other] = [await givenKey(), await givenKey()]
  const kept = newDigest()
  await sessions.begin(kept, ofKey(other), REQUEST)
  await Promise.all(Array.from({ length: 10 }, () => sessions.begin(newDigest(), ofKey(keyId), REQUEST)))
  const last = newDigest()
  await sessions.begin(last, ofKey(keyId), REQUEST)
  const { rows } = await db.query('SELECT FROM sessions WHERE key_id = $1', [keyId])
  expect(rows).toHaveLength(PER_KEY)
  expect((await sessions.find(last))?.key).toMatchObject({ id: keyId, name: 'Shop', scopes: ['jobs:read'] })
  expect((await sessions.find(kept))?.key?.id).toBe(other)
})

it('takes the sessions of a key along when it is revoked, while requests use them', async () => {
  const keyId = await givenKey()
  const digest = newDigest()
  const begun = await sessions.begin(digest, ofKey(keyId), REQUEST)
  const session = await sessions.find(digest)
  if (begun === null || session === null) throw new Error('no session began')
  await Promise.all([sessions.markSeen(session), deleteApiKey(db, keyId), sessions.markSeen(session)])
  expect(await sessions.find(digest)).toBeNull()
  expect(await sessions.findLive([begun.id])).toEqual(new Set())
})
