import { problemSchema } from '@nemo-batch/contracts'
import { newApiKey } from '@nemo-batch/runtime'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FAILED_KEYS_PER_WINDOW, SSE_STREAMS_PER_KEY } from '../limits.ts'
import { givenKey } from '../testing/given-keys.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'

let api: RunningApi
const PER_MINUTE = 120
beforeAll(async () => {
  api = await startTestApi({ rateLimitPerMinute: PER_MINUTE, trustProxy: ['127.0.0.0/8'] })
})
afterAll(() => api.stop())

const codeOf = async (answer: Response) => problemSchema.parse(await answer.json()).code
const limitsOf = ({ headers }: Response) =>
  ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'].map((name) => Number(headers.get(name) ?? Number.NaN))

it('tells each key how many requests it may still send, and when the count begins anew', async () => {
  const { call } = await givenKey(api, ['jobs:read'])
  const [first, second, refused] = [await call('/v1/jobs'), await call('/v1/batches'), await call('/v1/accounts')]
  expect(limitsOf(first).slice(0, 2)).toEqual([PER_MINUTE, PER_MINUTE - 1])
  expect(limitsOf(second).slice(0, 2)).toEqual([PER_MINUTE, PER_MINUTE - 2])
  expect([refused.status, ...limitsOf(refused).slice(0, 2)]).toEqual([403, PER_MINUTE, PER_MINUTE - 3])
  expect(limitsOf(first)[2]).toBeGreaterThan(0)
  expect(limitsOf(first)[2]).toBeLessThanOrEqual(60)
})

it('refuses what a key sends beyond that, and says when to come again; other keys go on', async () => {
  const [busy, other] = [await givenKey(api, ['jobs:read']), await givenKey(api, ['jobs:read'])]
  const answers = await Promise.all(Array.from({ length: PER_MINUTE + 5 }, () => busy.call('/v1/jobs')))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(5)
  const refused = await busy.call('/v1/jobs')
  expect(limitsOf(refused).slice(0, 2)).toEqual([PER_MINUTE, 0])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect([refused.status, await codeOf(refused)]).toEqual([429, 'rate_limited'])
  expect((await other.call('/v1/jobs')).status).toBe(200)
})

it('tires of wrong keys from one address, and takes the right one from there all the same', async () => {
  const right = await givenKey(api, ['jobs:read'])
  const from = (address: string, key: string) =>
    api.call('/v1/jobs', { headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': address } })
  for (let failed = 0; failed < FAILED_KEYS_PER_WINDOW; failed += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => from('2001:db8:1:2::5', 'nb_guess')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
  }
  // its network has many addresses
  const tired = await from('2001:db8:1:2:aaaa::1', newApiKey())
  expect(Number(tired.headers.get('retry-after'))).toBeGreaterThan(0)
  expect([tired.status, await codeOf(tired)]).toEqual([429, 'rate_limited'])
  expect((await from('2001:db8:1:2::5', right.key)).status).toBe(200)
  expect((await from('2001:db8:1:3::5', 'nb_guess')).status).toBe(401)
  expect((await from('192.0.2.7', 'nb_guess')).status).toBe(401)
})

it('opens so many event streams for a key and no more, until one of them is closed', async () => {
  const { batchId } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  const [greedy, modest] = [await givenKey(api, ['jobs:read']), await givenKey(api, ['jobs:read'])]
  const path = `/v1/batches/${batchId}/events`
  const streams = await Promise.all(Array.from({ length: SSE_STREAMS_PER_KEY }, () => greedy.call(path)))
  expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]))
  expect(limitsOf(streams[0] ?? Response.error())[0]).toBe(PER_MINUTE)
  const refused = await greedy.call(path)
  expect([refused.status, refused.headers.has('retry-after'), await codeOf(refused)]).toEqual([
    429,
    true,
    'too_many_streams',
  ])
  const other = await modest.call(path)
  expect(other.status).toBe(200)
  await streams[0]?.body?.cancel()
  await expect.poll(async () => (await greedy.call(path)).status).toBe(200)
  for (const stream of [...streams.slice(1), other]) await stream.body?.cancel()
})
