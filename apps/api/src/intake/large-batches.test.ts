import { existsSync } from 'node:fs'
import { batchSchema, jobListSchema } from '@nemo-batch/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ApiProcess, startApiProcess } from '../testing/api-process.ts'
import { type LargeForm, largeBatch } from '../testing/large-batch.ts'

const JOBS = 10_000
/** Each form alone adds 10 to 20; here they come one after the other, on a machine that does other things too. */
const MOST_ADDED_BYTES = 100 * 1024 * 1024
const tellsMemory = existsSync('/proc/self/status')

let api: ApiProcess
let before: { readonly residentBytes: number }
beforeAll(async () => {
  api = await startApiProcess()
  await api.call('/v1/batches', largeBatch('application/json', 1))
  if (tellsMemory) before = await api.memory()
})
afterAll(() => api.stop())

it.each<LargeForm>(['application/json', 'application/x-ndjson', 'text/csv'])(
  'takes 10,000 jobs as %s, all of them and in order',
  async (form) => {
    const answer = await api.call('/v1/batches', largeBatch(form, JOBS))
    const batch = batchSchema.parse(await answer.json())
    expect([answer.status, batch.counts.total]).toEqual([202, JOBS])
    const page = jobListSchema.parse(await (await api.call(`${batch.links.jobs}?limit=100`)).json())
    expect(page.data.map(({ reference }) => reference)).toEqual(
      Array.from({ length: 100 }, (_value, index) => `SKU-${JOBS - 1 - index}`),
    )
    expect(page.data.at(-1)).toMatchObject({
      media: [{}, { source_url: 'https://shop.example/catalogue/photos/9900-b.jpg?size=large' }, {}],
      metadata: { field_9: 'the value 9 of 9900' },
    })
  },
)

it.runIf(tellsMemory)('has taken no more memory for them than for a few (only Linux tells)', async () => {
  expect((await api.memory()).peakBytes - before.residentBytes).toBeLessThan(MOST_ADDED_BYTES)
})
