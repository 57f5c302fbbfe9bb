import { batchListSchema, batchSchema, fileSchema, problemSchema } from '@nemo-batch/contracts'
import { openProject } from '@nemo-batch/database'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formOf, photo } from '../testing/photos.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'

const BATCH = { jobs: [{ media: ['https://shop.example/a.jpg'], instruction: 'make a video' }] }

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const post = (key: string, body: unknown = BATCH, path = '/v1/batches') =>
  api.post(path, body, { 'idempotency-key': key })
const codeOf = async (answer: Response) => [answer.status, problemSchema.parse(await answer.json()).code]
const countBatches = async () => (await api.countRows()).batches

it('answers the same request again without doing it again', async () => {
  const first = await post('again')
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([202, null])
  const batch = batchSchema.parse(await first.json())
  const count = await countBatches()
  const second = await post('again')
  expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([202, 'true'])
  expect(second.headers.get('location')).toBe(`/v1/batches/${batch.id}`)
  expect(await second.json()).toEqual(batch)
  expect(await countBatches()).toBe(count)
})

it('refuses the key for another body or address, and a malformed key', async () => {
  await post('mine')
  expect(await codeOf(await post('mine', { ...BATCH, name: 'other' }))).toEqual([422, 'idempotency_key_reused'])
  expect(await codeOf(await post('mine', BATCH.jobs[0], '/v1/jobs'))).toEqual([422, 'idempotency_key_reused'])
  expect(await codeOf(await post('x'.repeat(256)))).toEqual([400, 'invalid_idempotency_key'])
})

it('creates once from many requests at the same moment', async () => {
  const before = (await countBatches()) ?? 0
  const answers = await Promise.all(Array.from({ length: 30 }, () => post('rush')))
  const made = answers.filter(({ status }) => status === 202)
  expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true)
  expect(made.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
  expect(await countBatches()).toBe(before + 1)
  expect((await post('rush')).headers.get('idempotency-replayed')).toBe('true')
})

it('answers 409 while the first request is in progress', async () => {
  await openProject(api.db, 'proj_default').transaction(async (tx) => {
    await tx.takeIdempotencyKey('slow')
    const answer = await post('slow')
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(await codeOf(answer)).toEqual([409, 'idempotency_key_in_progress'])
  })
  expect((await post('slow')).status).toBe(202)
})

it('does not keep what was refused: the repaired request goes through under the same key', async () => {
  expect((await post('repair', { jobs: [] })).status).toBe(422)
  expect((await post('repair')).status).toBe(202)
})

it('forgets after a day', async () => {
  const first = batchSchema.parse(await (await post('old')).json())
  await api.db.query(`UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'`)
  const second = batchSchema.parse(await (await post('old')).json())
  expect(second.id).not.toBe(first.id)
})

it('knows files by their content, and leaves no copy of them when it answers again', async () => {
  const send = async (name: string, bytes: File) =>
    api.call('/v1/files', {
      method: 'POST',
      headers: { 'idempotency-key': 'photo' },
      body: formOf(['file', new File([bytes], name)]),
    })
  const first = fileSchema.parse(await (await send('a.jpg', await photo('coins.jpg'))).json())
  const disk = await api.filesOnDisk()
  expect(await (await send('a.jpg', await photo('coins.jpg'))).json()).toEqual(first)
  expect(await codeOf(await send('a.jpg', await photo('rocket.jpg')))).toEqual([422, 'idempotency_key_reused'])
  expect(await api.filesOnDisk()).toEqual(disk)
})

it('takes a form once, whatever the order of its parts', async () => {
  const coins = await photo('coins.jpg')
  const batch = JSON.stringify({ name: 'form', jobs: [{ media: [{ file: 'coins.jpg' }], instruction: 'x' }] })
  const send = (form: FormData) =>
    api.call('/v1/batches', { method: 'POST', headers: { 'idempotency-key': 'form' }, body: form })
  expect((await send(formOf(['batch', batch], ['file', coins]))).status).toBe(202)
  expect((await send(formOf(['file', coins], ['batch', batch]))).headers.get('idempotency-replayed')).toBe('true')
  const named = batchListSchema.parse(await (await api.call('/v1/batches?name=form')).json())
  expect(named.data).toHaveLength(1)
})
