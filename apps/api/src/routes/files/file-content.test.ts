import { fileSchema, problemSchema } from '@nemo-batch/contracts'
import { seedAccount, seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formOf, photo } from '../../testing/photos.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
let now = new Date()
let path: string
let etag: string
let source: Uint8Array
beforeAll(async () => {
  api = await startTestApi({ now: () => now, linkTtlHours: 2 })
  const answer = await api.call('/v1/files', { method: 'POST', body: formOf(['file', await photo('rocket.jpg')]) })
  const file = fileSchema.parse(await answer.json())
  path = `/v1/files/${file.id}/content`
  etag = `"${file.sha256}"`
  source = new Uint8Array(await (await photo('rocket.jpg')).arrayBuffer())
})
afterAll(() => api.stop())

async function ask(headers: Record<string, string>, method = 'GET') {
  const answer = await api.call(path, { method, headers })
  return {
    status: answer.status,
    range: answer.headers.get('content-range'),
    length: Number(answer.headers.get('content-length')),
    bytes: new Uint8Array(await answer.arrayBuffer()),
  }
}

it('gives one range of bytes, from either end', async () => {
  const size = source.length
  const cases: [string, number, number][] = [
    ['bytes=0-0', 0, 1],
    ['bytes=10-19', 10, 20],
    [`bytes=${size - 1}-`, size - 1, size],
    ['bytes=5-999999999', 5, size],
    ['bytes=-5', size - 5, size],
    [`bytes=-${size + 100}`, 0, size],
    [' bytes=3-4 ', 3, 5],
  ]
  for (const [range, start, end] of cases)
    expect([range, await ask({ range })]).toEqual([
      range,
      { status: 206, range: `bytes ${start}-${end - 1}/${size}`, length: end - start, bytes: source.slice(start, end) },
    ])
})

it('gives the whole file to ranges that it does not take, to other versions, and 416 behind its end', async () => {
  const whole = { status: 200, range: null, length: source.length, bytes: source }
  for (const range of ['bytes=0-1,4-5', 'bytes=5-2', 'bytes=-', 'bytes=a-b', 'lines=1-2', `bytes=${'9'.repeat(30)}-`])
    expect([range, await ask({ range })]).toEqual([range, whole])
  for (const version of ['"other"', `W/${etag}`, 'Sat, 01 Jan 2000 00:00:00 GMT'])
    expect([version, await ask({ range: 'bytes=0-1', 'if-range': version })]).toEqual([version, whole])
  expect((await ask({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206)
  for (const range of [`bytes=${source.length}-`, 'bytes=-0'])
    expect(await ask({ range })).toMatchObject({ status: 416, range: `bytes */${source.length}` })
})

it('answers HEAD as the whole file, whatever range it names, and 304 to who has it', async () => {
  const head = { status: 200, range: null, length: source.length, bytes: new Uint8Array() }
  expect(await ask({}, 'HEAD')).toEqual(head)
  expect(await ask({ range: 'bytes=0-1' }, 'HEAD')).toEqual(head)
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*'])
    expect((await ask({ 'if-none-match': tag })).status).toBe(304)
  expect((await ask({ 'if-none-match': '"x"' })).status).toBe(200)
})

it('lets a finished video be had by its signed link alone, up to the second that the link names', async () => {
  const { jobIds } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  const [jobId = ''] = jobIds
  const fileId = path.split('/')[3]
  await api.db.query(`UPDATE jobs SET status = 'completed', progress = 100 WHERE id = $1`, [jobId])
  await api.db.query('UPDATE job_steps SET video_file_id = $2 WHERE job_id = $1', [jobId, fileId])
  now = new Date(Math.floor(now.getTime() / 1_000) * 1_000)
  const link = (await api.call(`/v1/jobs/${jobId}/video`)).headers.get('location') ?? ''
  const expiresAt = Number(new URL(link).searchParams.get('expires')) * 1_000
  expect(expiresAt).toBe(now.getTime() + 2 * 3_600_000)
  const statusAt = async (time: number, url: string) => {
    now = new Date(time)
    const answer = await fetch(url, { headers: { range: 'bytes=0-9' } })
    return answer.ok ? answer.status : [answer.status, problemSchema.parse(await answer.json()).code]
  }
  expect(await statusAt(expiresAt - 1, link)).toBe(206)
  expect(await statusAt(expiresAt, link)).toEqual([403, 'link_expired'])
  const later = link.replace(/expires=\d+/, `expires=${expiresAt / 1_000 + 60}`)
  expect(await statusAt(expiresAt, later)).toEqual([403, 'link_invalid'])
  expect(
    await statusAt(
      expiresAt - 1,
      link.replace(/signature=./, (start) => (start.endsWith('A') ? 'signature=B' : 'signature=A')),
    ),
  ).toEqual([403, 'link_invalid'])
})
