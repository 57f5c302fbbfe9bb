import { batchSchema, fileSchema, jobListSchema, problemSchema } from '@nemo-batch/contracts'
import { type AnswerChecker, createAnswerChecker, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenEndpoint } from '../testing/given-webhooks.ts'
import { formOf, photo } from '../testing/photos.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'
import { overSocket } from './over-socket.fixture.ts'
import { createRawClient, type RawAnswer, type RawClient } from './raw-client.fixture.ts'
import { LINE, type Sent } from './requests.fixture.ts'
import { HOSTILE } from './table.fixture.ts'

let api: RunningApi
let client: RawClient
let checker: AnswerChecker
let before: { rows: Record<string, number>; files: string[] }
const ids: Record<string, string> = {}
beforeAll(async () => {
  api = await startTestApi({ maxJobsPerBatch: 3 })
  client = createRawClient(api.url, 4)
  checker = createAnswerChecker(JSON.parse(await (await api.call('/openapi.json')).text()))
  const form = formOf(['file', await photo('coins.jpg')])
  ids.FILE = fileSchema.parse(await (await api.call('/v1/files', { method: 'POST', body: form })).json()).id
  ids.BATCH = batchSchema.parse(await (await api.post('/v1/batches', `{"jobs":[${LINE}]}`)).json()).id
  // what the service does by itself with a new job is done then
  const job = await waitFor(async () => {
    const [first] = jobListSchema.parse(await (await api.call('/v1/jobs?status=running')).json()).data
    return first ?? null
  })
  ids.JOB = job.id
  ids.HOOK = (await givenEndpoint(api)).id
  before = { rows: await api.countRows(), files: await api.filesOnDisk() }
})
afterAll(async () => {
  client.close()
  await api.stop()
})

async function answerTo(sent: Sent): Promise<string> {
  if ('raw' in sent) return summary(await overSocket(api.url, sent.raw))
  const path = sent.path.replaceAll(/\b(FILE|BATCH|JOB|HOOK)\b(?!_)/g, (name) => ids[name] ?? '')
  const answer = await client.send({ ...sent, path })
  expect(checker.check({ method: sent.method, path, ...answer })).toEqual([])
  return summary(answer)
}

function summary(answer: RawAnswer | null): string {
  if (answer === null) return 'closed'
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const problem = problemSchema.parse(JSON.parse(answer.body))
  expect([problem.status, problem.request_id]).toEqual([answer.status, answer.headers.get('x-request-id')])
  expect(answer.body).not.toMatch(/node_modules|\.ts:|SELECT|postgres/)
  return `${answer.status} ${problem.code}`
}

describe.each(Object.entries(HOSTILE))('%s', (_group, rows) => {
  it.each(rows)('%s', async (_what, sent, answer) => {
    expect(await answerTo(sent)).toBe(answer)
  })
})

it('has left nothing behind, and still serves', async () => {
  expect(Object.values(HOSTILE).flat().length).toBeGreaterThanOrEqual(150)
  await expect.poll(() => api.filesOnDisk()).toEqual(before.files)
  expect(await api.countRows()).toEqual(before.rows)
  expect((await api.post('/v1/jobs', LINE)).status).toBe(202)
})
