import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { dryRunSchema, problemSchema } from '@nemo-batch/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FILE_BYTES } from '../../limits.ts'
import { formOf, photo } from '../../testing/photos.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
let closedApi: RunningApi
let shop: Server
let shopUrl: string
let coins: Buffer
const requests = { now: 0, most: 0 }

/** A shop's server, with its good and its bad addresses. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  requests.now++
  requests.most = Math.max(requests.most, requests.now)
  response.on('close', () => requests.now--)
  const { pathname } = new URL(request.url ?? '', shopUrl)
  const hop = /^\/hop\/(\d)$/.exec(pathname)?.[1]
  if (hop !== undefined && hop !== '0')
    return void response.writeHead(302, { location: `/hop/${Number(hop) - 1}` }).end()
  if (request.method === 'HEAD') return void response.writeHead(200, { 'content-type': 'image/jpeg' }).end()
  switch (pathname) {
    case '/hangs':
      return
    case '/drips':
      response.writeHead(200)
      setInterval(() => response.write('.'), 200).unref()
      return
    case '/gone':
      return void response.writeHead(404).end()
    case '/broken':
      return void response.writeHead(500).end()
    case '/page.jpg':
      return void response.writeHead(200, { 'content-type': 'image/jpeg' }).end('<!doctype html><title>Sorry</title>')
    case '/empty.jpg':
      return void response.writeHead(200).end()
    case '/large.jpg':
      return void response.writeHead(200, { 'content-length': FILE_BYTES + 1 }).write(coins)
    case '/large-part.jpg':
      response.writeHead(206, { 'content-range': `bytes 0-4099/${FILE_BYTES + 1}` })
      return void response.end(coins.subarray(0, 4_100))
    default:
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end(coins)
  }
}

beforeAll(async () => {
  coins = Buffer.from(await (await photo('coins.jpg')).arrayBuffer())
  shop = createServer(serve)
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  const address = shop.address()
  if (address === null || typeof address === 'string') throw new Error('the shop does not listen')
  shopUrl = `http://127.0.0.1:${address.port}`
  ;[api, closedApi] = await Promise.all([startTestApi({ allowPrivateNetworks: true }), startTestApi()])
})
afterAll(async () => {
  shop.closeAllConnections()
  shop.close()
  await Promise.all([api.stop(), closedApi.stop()])
})

async function dryRun(body: unknown, of = api) {
  const before = await of.countRows()
  const answer = await of.post('/v1/batches?dry_run=true', body)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  expect([await of.countRows(), await of.filesOnDisk()]).toEqual([before, []])
  return dryRunSchema.parse(JSON.parse(text))
}
const jobsWith = (...paths: string[]) => ({
  jobs: paths.map((path) => ({ media: [path.startsWith('http') ? path : `${shopUrl}${path}`], instruction: 'x' })),
})

it('tells what a batch would make and cost, and makes nothing', async () => {
  const job = {
    media: [`${shopUrl}/1.jpg`, `${shopUrl}/2.jpg`],
    steps: [{ instruction: 'a', render: true }, { instruction: 'b' }],
  }
  const told = await dryRun({ jobs: [job, job, { media: [`${shopUrl}/hop/3`], instruction: 'c' }] })
  expect(told).toMatchObject({
    ok: true,
    jobs: 3,
    messages: 5,
    media: { total: 5, looked_at: 3, not_looked_at: 0 },
    credits: { estimated: 250 },
    errors: [],
    warnings: [],
  })
  expect(told.estimated_seconds).toBeGreaterThan(0)
})

it('estimates by the jobs that the project has had', async () => {
  const made = await api.post('/v1/batches', jobsWith('/1.jpg', '/2.jpg', '/3.jpg'))
  expect(made.status).toBe(202)
  await api.db.query(
    `UPDATE jobs SET status = 'completed', progress = 100, started_at = now() - interval '50 s', completed_at = now() - interval '10 s'`,
  )
  expect((await dryRun(jobsWith('/1.jpg'))).estimated_seconds).toBe(40)
})

it('looks at each address as a job would, whatever HEAD or the type say, and names what is wrong by its place', async () => {
  const told = await dryRun(
    jobsWith(
      '/1.jpg',
      '/gone',
      '/broken',
      '/page.jpg',
      '/empty.jpg',
      '/large.jpg',
      '/large-part.jpg',
      '/hop/4',
      '/hangs',
      '/drips',
      'http://127.0.0.1:1/a.jpg',
    ),
  )
  expect(told.ok).toBe(false)
  expect(told.errors.map(({ path, code }) => `${path} ${code}`)).toEqual([
    '/jobs/1/media/0 media_unreachable',
    '/jobs/2/media/0 media_unreachable',
    '/jobs/3/media/0 unsupported_file',
    '/jobs/4/media/0 empty_file',
    '/jobs/5/media/0 file_too_large',
    '/jobs/6/media/0 file_too_large',
    '/jobs/7/media/0 media_unreachable',
    '/jobs/8/media/0 media_unreachable',
    '/jobs/9/media/0 media_unreachable',
    '/jobs/10/media/0 media_unreachable',
  ])
  expect(told.media).toMatchObject({ looked_at: 11, not_looked_at: 0 })
})

it('looks at 300 addresses, a few at a time', async () => {
  requests.most = 0
  const told = await dryRun(jobsWith(...Array.from({ length: 300 }, (_value, index) => `/${index}.jpg`)))
  expect([told.ok, told.media.looked_at]).toEqual([true, 300])
  expect(requests.most).toBeLessThanOrEqual(8)
})

it('refuses what the request itself would be refused for', async () => {
  const answer = await api.post('/v1/batches?dry_run=true', { jobs: [{ media: ['ftp://a'] }] })
  expect(answer.status).toBe(422)
  expect(problemSchema.parse(await answer.json()).errors).toHaveLength(2)
  const asked = await closedApi.post('/v1/batches?dry_run=true', jobsWith('/1.jpg'))
  expect([asked.status, problemSchema.parse(await asked.json()).code]).toEqual([422, 'private_address'])
  const switched = await api.post('/v1/batches?dry_run=maybe', jobsWith('/1.jpg'))
  expect([switched.status, problemSchema.parse(await switched.json()).code]).toEqual([422, 'invalid_value'])
})

it('takes every form, the photos that come along, and a single job', async () => {
  const post = (path: string, type: string, body: string) =>
    api.call(path, { method: 'POST', headers: { 'content-type': type }, body })
  const table = await post(
    '/v1/batches?dry_run=true',
    'text/csv',
    `media,instruction\n${shopUrl}/1.jpg,x\n${shopUrl}/gone,x\n`,
  )
  expect(dryRunSchema.parse(await table.json()).errors).toMatchObject([{ path: '/jobs/1/media/0', line: 3 }])
  const list = `{}\n${JSON.stringify({ media: [`${shopUrl}/1.jpg`], instruction: 'x' })}`
  expect(
    dryRunSchema.parse(await (await post('/v1/batches?dry_run=true', 'application/x-ndjson', list)).json()).ok,
  ).toBe(true)
  const form = formOf(
    ['batch', JSON.stringify({ jobs: [{ media: [{ file: 'coins.jpg' }], instruction: 'x' }] })],
    ['file', await photo('coins.jpg')],
  )
  const sent = await api.call('/v1/batches?dry_run=true', { method: 'POST', body: form })
  expect(dryRunSchema.parse(await sent.json())).toMatchObject({ ok: true, jobs: 1, media: { total: 1, looked_at: 0 } })
  const single = await api.post('/v1/jobs?dry_run=true', { media: [`${shopUrl}/gone`], instruction: 'x' })
  expect(dryRunSchema.parse(await single.json()).errors).toMatchObject([
    { path: '/media/0', code: 'media_unreachable' },
  ])
  expect(await api.filesOnDisk()).toEqual([])
})
