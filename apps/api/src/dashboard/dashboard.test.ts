import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { problemSchema } from '@nemo-batch/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { overSocket } from '../hostile/over-socket.fixture.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'

const PAGE = '<!doctype html><meta name="csp-nonce" content="__NONCE__"><script src="/assets/app-1.js"></script>'
const SCRIPT = `console.log(${JSON.stringify('nemo-batch '.repeat(100))})`
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

let folder: string
let api: RunningApi
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nemo-batch-dashboard-'))
  const dist = path.join(folder, 'dist')
  await mkdir(path.join(dist, 'assets/fonts'), { recursive: true })
  const files: Record<string, string | Buffer> = {
    'index.html': PAGE,
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'assets/app-1.js': SCRIPT,
    'assets/app-1.js.br': brotliCompressSync(SCRIPT),
    'assets/app-1.js.gz': gzipSync(SCRIPT),
    'assets/fonts/a-2.woff2': 'font',
    '../secret.txt': 'hunter2',
  }
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(dist, name), content)
  api = await startTestApi({ dashboardDir: dist })
})
afterAll(async () => {
  await api.stop()
  await rm(folder, { recursive: true, force: true })
})

const get = (to: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(new URL(to, api.url), { method, headers })
const codeOf = async (answer: Response) => [answer.status, problemSchema.parse(await answer.json()).code]
const nonceOf = (text: string | null): string | undefined =>
  /(?:nonce-|content=")([A-Za-z0-9+/=]{24})['"]/.exec(text ?? '')?.[1]

it('shows the page at every address that may be one of the dashboard, and JSON to programs', async () => {
  for (const to of ['/', '/batches', '/batches/batch_1?status=failed', '/jobs/job_1', '/no/such/page', '/v10']) {
    const answer = await get(to, BROWSER)
    expect([to, answer.status, answer.headers.get('content-type')]).toEqual([to, 200, 'text/html; charset=utf-8'])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toContain('/assets/app-1.js')
  }
  expect((await get('/batches', { accept: 'text/html' })).status).toBe(200)
  expect(await (await get('/')).json()).toMatchObject({ object: 'service', name: 'nemo-batch' })
  expect(await codeOf(await get('/batches'))).toEqual([404, 'not_found'])
  expect(await codeOf(await get('/batches', { accept: 'application/json' }))).toEqual([404, 'not_found'])
})

it('lets the page run, load and ask nothing but what is its own, under a nonce that is never used again', async () => {
  const answers = await Promise.all([get('/', BROWSER), get('/', BROWSER), get('/batches', BROWSER)])
  const nonces = await Promise.all(
    answers.map(async (answer) => {
      const policy = answer.headers.get('content-security-policy')
      const nonce = nonceOf(policy)
      expect(policy).toBe(
        "default-src 'none'; script-src 'self'; " +
          `style-src 'self' 'nonce-${nonce}'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; ` +
          "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      )
      expect(nonceOf(await answer.text())).toBe(nonce)
      return nonce
    }),
  )
  expect(new Set(nonces).size).toBe(3)
  expect(nonces).not.toContain(undefined)
})

it('never answers with the page what is an address of the service, nor what is to be changed', async () => {
  for (const to of [
    '/v1',
    '/v1/nothing',
    '/V1/nothing',
    '/docs/nothing',
    '/metrics/x',
    '/healthz/x',
    '/readyz/x',
    '/assets',
  ])
    expect([to, (await get(to, BROWSER)).status]).toEqual([to, 404])
  expect(await codeOf(await get('/v1/jobs', BROWSER))).toEqual([401, 'unauthorized'])
  expect((await get('/openapi.json', BROWSER)).headers.get('content-type')).toContain('application/json')
  expect((await get('/healthz', BROWSER)).headers.get('content-type')).toContain('application/json')
  for (const method of ['POST', 'PUT', 'DELETE'])
    expect(await codeOf(await get('/batches', BROWSER, method))).toEqual([404, 'not_found'])
})

it('answers HEAD as GET, without the page', async () => {
  for (const to of ['/', '/batches', '/assets/app-1.js']) {
    const answer = await get(to, BROWSER, 'HEAD')
    expect([to, answer.status, await answer.text()]).toEqual([to, 200, ''])
  }
})

it('lets browsers keep assets for a year, in the least bytes that they take', async () => {
  for (const [encoding, file] of [
    ['br', brotliCompressSync(SCRIPT)],
    ['gzip', gzipSync(SCRIPT)],
    ['identity', SCRIPT],
  ] as const) {
    const answer = await get('/assets/app-1.js', { 'accept-encoding': encoding })
    expect(await answer.text()).toBe(SCRIPT)
    expect(answer.headers.get('content-length')).toBe(String(file.length))
    expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toMatch(/^(text|application)\/javascript/)
    expect(answer.headers.get('vary')).toMatch(/accept-encoding/i)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
  expect(await (await get('/assets/fonts/a-2.woff2')).text()).toBe('font')
  const icon = await get('/favicon.svg')
  expect([icon.headers.get('content-type'), icon.headers.get('cache-control')]).toEqual([
    'image/svg+xml',
    'public, max-age=0',
  ])
})

it('gives no other file, whatever the address, and for one that is missing never the page', async () => {
  for (const to of ['/assets/', '/assets/gone.js', '/assets/fonts', '/assets/app-1.js.br', '/assets/index.html'])
    expect([to, ...(await codeOf(await get(to, BROWSER)))]).toEqual([to, 404, 'not_found'])
  const ways = [
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/../../secret.txt',
    '/assets//../../secret.txt',
    '/assets/%252e%252e%252f%252e%252e%252fsecret.txt',
    '/assets/fonts/../../../secret.txt',
    '/assets/.%2e/index.html',
    '/assets/%00',
    '/..%2fsecret.txt',
  ]
  for (const way of ways) {
    // as it stands: fetch would tidy the address
    const answer = await overSocket(api.url, `GET ${way} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n`)
    expect([way, answer?.status]).toEqual([way, 404])
    expect(answer?.body).not.toContain('hunter2')
  }
})

it('says at its root that the dashboard is not built, where it is not', async () => {
  const other = await startTestApi({ dashboardDir: path.join(folder, 'nowhere') })
  try {
    const answer = await fetch(other.url, { headers: BROWSER })
    expect(await answer.text()).toContain('The dashboard is not built here')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await fetch(`${other.url}/batches`, { headers: BROWSER })).status).toBe(404)
  } finally {
    await other.stop()
  }
})
