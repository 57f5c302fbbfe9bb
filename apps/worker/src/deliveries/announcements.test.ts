import { createDatabase, type Database } from '@nemo-batch/database'
import type { WakeUp } from '@nemo-batch/queue'
import { createLogger } from '@nemo-batch/runtime'
import { createTestDatabase, type TestDatabase, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hearAnnouncements } from './announcements.ts'

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

const announce = (endpointId: string) => db.query(`SELECT pg_notify('nemo_batch_deliveries', $1)`, [endpointId])

function listening(now: () => Date) {
  const woken: WakeUp[] = []
  const heard: string[] = []
  let missed = 0
  const listener = hearAnnouncements({
    databaseUrl: server.url,
    logger: createLogger('worker', 'silent', false),
    wake: async (wakeUps) => void woken.push(...wakeUps),
    noticed: (endpointId) => {
      heard.push(endpointId)
      return endpointId === 'whe_ours'
    },
    lookForOverdue: async () => {
      missed += 1
    },
    now,
  })
  return { woken, heard, listener, missed: () => missed }
}

it('a hundred commits at a moment wake an endpoint at once and once more, and the others beside it', async () => {
  const moment = new Date()
  const { woken, heard, listener, missed } = listening(() => moment)
  await waitFor(() => missed() === 1)
  for (let commit = 0; commit < 100; commit++) await announce('whe_busy')
  await announce('whe_ours')
  await announce('whe_quiet')
  await waitFor(() => heard.length === 102 && woken.length === 3)
  expect(woken.map(({ jobId, delayMs = 0 }) => `${jobId} ${delayMs > 0 ? 'soon' : 'now'}`)).toEqual([
    ...['whe_busy now', 'whe_busy soon', 'whe_quiet now'],
  ])
  await listener.close()
})

it('what was announced while the connection was cut is looked for when it is back', async () => {
  const { listener, missed } = listening(() => new Date())
  await waitFor(() => missed() === 1)
  await db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN nemo_batch_deliveries%'`,
  )
  await waitFor(() => missed() === 2)
  await listener.close()
})
