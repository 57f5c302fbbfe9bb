import { problemSchema } from '@nemo-batch/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi({ maxJobsPerBatch: 5 })
})
afterAll(() => api.stop())

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    'https://shop.example/a.jpg',
    'http://[::ffff:7f00:1]/',
    'en',
    `file_${'0'.repeat(26)}`,
  ),
)
const anyValue = fc.oneof(anyText, fc.jsonValue({ depthSize: 'small' }), fc.constantFrom(null, 0, -1, 1e308, true))
const media = fc.oneof(
  anyValue,
  fc.array(fc.oneof(anyValue, fc.record({ file_id: anyValue }), fc.record({ file: anyValue }))),
)
const step = fc.record({ instruction: anyValue, media, render: anyValue }, { requiredKeys: [] })
const job = fc.record(
  {
    reference: anyValue,
    media,
    instruction: anyValue,
    steps: fc.oneof(anyValue, fc.array(step, { maxLength: 4 })),
    language: anyValue,
    priority: anyValue,
    output: anyValue,
    metadata: fc.oneof(anyValue, fc.dictionary(anyText, anyValue)),
    unknown: anyValue,
  },
  { requiredKeys: [] },
)
const batch = fc.record(
  {
    name: anyValue,
    defaults: fc.oneof(anyValue, job),
    jobs: fc.oneof(fc.array(fc.oneof(job, anyValue), { maxLength: 7 }), anyValue),
    metadata: anyValue,
    webhook: anyValue,
  },
  { requiredKeys: [] },
)

const check = async (answer: Response): Promise<void> => {
  if (answer.ok) return void (await answer.arrayBuffer())
  expect(answer.status).toBeLessThan(500)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  problemSchema.parse(await answer.json())
}

it('answers any batch or job with 202 or a problem, and never fails itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(batch, anyValue), async (body) => check(await api.post('/v1/batches', body))),
    { numRuns: 300 },
  )
  await fc.assert(
    fc.asyncProperty(fc.oneof(job, anyValue), async (body) => check(await api.post('/v1/jobs', body))),
    { numRuns: 300 },
  )
})

it('answers any body of what may be done to a job, a batch or an account likewise', async () => {
  const unknown = '0'.repeat(26)
  const path = fc.constantFrom(
    ...['cancel', 'retry'].map((act) => `/v1/jobs/job_${unknown}/${act}`),
    ...['cancel', 'pause', 'resume', 'retry'].map((act) => `/v1/batches/batch_${unknown}/${act}`),
    `/v1/accounts/acct_${unknown}/resume`,
  )
  const body = fc.record({ codes: anyValue, dry_run: anyValue, unknown: anyValue }, { requiredKeys: [] })
  await fc.assert(
    fc.asyncProperty(path, fc.oneof(body, anyValue), async (to, sent) => check(await api.post(to, sent))),
    { numRuns: 150 },
  )
})

it('answers any query and any id likewise', async () => {
  const names = ['limit', 'cursor', 'status', 'reference', 'batch_id', 'error_code', 'q', 'name', 'purpose', 'expires']
  const query = fc.dictionary(fc.constantFrom(...names), fc.oneof(anyText, fc.constantFrom('1', '20', 'failed')))
  const path = fc.constantFrom('/v1/jobs', '/v1/batches', '/v1/files', '/v1/accounts')
  await fc.assert(
    fc.asyncProperty(path, query, async (to, fields) => {
      const pairs = Object.entries(fields).map((pair) =>
        pair.map((text) => encodeURIComponent(text.toWellFormed())).join('='),
      )
      await check(await api.call(`${to}?${pairs.join('&')}`))
    }),
    { numRuns: 300 },
  )
  const suffix = fc.constantFrom('', '/content', '/events', '/video', '/jobs')
  await fc.assert(
    fc.asyncProperty(path, anyText, suffix, async (to, id, end) =>
      check(await api.call(`${to}/${encodeURIComponent(id.toWellFormed())}${end}`)),
    ),
    { numRuns: 300 },
  )
})
