import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { batchSchema, jobListSchema } from '@nemo-batch/contracts'
import { createTestDatabase, type TestDatabase, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCookie } from './testing/given-browser.ts'
import { readStream } from './testing/read-stream.ts'

const MAIN = new URL('./main.ts', import.meta.url).pathname

let database: TestDatabase
let dataDir: string
const children: ChildProcess[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = path.join(await mkdtemp(path.join(tmpdir(), 'nemo-batch-api-')), 'made', 'on', 'demand')
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await database.drop()
  await rm(path.resolve(dataDir, '../../..'), { recursive: true, force: true })
})

type Started = { readonly child: ChildProcess; readonly log: () => string; readonly address: () => string | undefined }

function start(environment: Record<string, string>): Started {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: '/usr/bin:/bin',
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
      ...environment,
    },
  })
  children.push(child)
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (log += chunk.toString()))
  return { child, log: () => log, address: () => /"address":"([^"]+)"/.exec(log)?.[1] }
}

it('starts on an empty folder, keeps its key there, serves, and ends its streams within its time on SIGTERM', async () => {
  const api = start({ LOG_LEVEL: 'trace' })
  const address = await waitFor(api.address, { describe: 'the address in the log' })
  const key = (await readFile(path.join(dataDir, 'admin-api-key'), 'utf8')).trim()
  const headers = { authorization: `Bearer ${key}` }
  const created = await fetch(`${address}/v1/batches`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ jobs: [{ media: ['https://shop.example/a.jpg'], instruction: 'x' }] }),
  })
  const batch = batchSchema.parse(await created.json())
  const jobs = jobListSchema.parse(await (await fetch(`${address}${batch.links.jobs}`, { headers })).json())
  expect(jobs.data).toHaveLength(1)
  const signedIn = await fetch(`${address}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  })
  const { value: token } = readCookie(signedIn)
  const asSession = { headers: { cookie: `nemo_batch_session=${token}` } }
  expect((await fetch(`${address}/v1/session`, asSession)).status).toBe(200)
  const stream = readStream(await fetch(`${address}${batch.links.events}`, { headers }))
  expect((await stream.next())?.type).toBe('batch.created')
  const exit = once(api.child, 'exit')
  api.child.kill('SIGTERM')
  await stream.rest()
  expect(await exit).toEqual([0, null])
  expect(api.log()).toContain('/v1/session')
  expect(api.log()).not.toContain(key)
  expect(api.log()).not.toContain(token)
})

it('names every bad setting and ends with exit code 2', async () => {
  const api = start({ PORT: 'many', MAX_JOBS_PER_BATCH: '0' })
  expect(await once(api.child, 'exit')).toEqual([2, null])
  expect(api.log()).toContain('PORT')
  expect(api.log()).toContain('MAX_JOBS_PER_BATCH')
})
