import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenProject, type Project } from './installed-sdk.fixture.ts'
import { SECRET, type SignedWebhook, signWebhook } from './signed-webhook.fixture.ts'

const TSC = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

let project: Project
let packed: readonly { readonly filename: string; readonly files: readonly { readonly path: string }[] }[]
beforeAll(async () => {
  project = await givenProject()
  packed = JSON.parse((await project.run('npm', ['pack', '--json', '--silent', '../nemo-batch/packages/sdk'])).trim())
  await project.run('npm', ['install', '--silent', '--no-audit', '--no-fund', `./${packed[0]?.filename}`])
}, 90_000)
afterAll(() => project.remove())

describe('the package that callers install', { timeout: 90_000 }, () => {
  it('holds what was built, with its licence and how to use it, and no sources or tests', () => {
    const files = packed[0]?.files.map((file) => file.path) ?? []
    for (const name of [
      'package.json',
      'README.md',
      'LICENSE',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/webhooks/index.js',
    ])
      expect(files).toContain(name)
    expect(files.filter((file) => /\.(test|fixture)\.|^src\/|^generator\//.test(file))).toEqual([])
  })

  it('needs no other package', async () => {
    const { packages } = JSON.parse(await readFile(path.join(project.folder, 'package-lock.json'), 'utf8'))
    expect(Object.keys(packages)).toEqual(['', 'node_modules/@nemo-batch/sdk'])
  })

  it('is imported by a script', async () => {
    await project.write(
      'shop.mjs',
      `import { NemoBatch, NotFoundError } from '@nemo-batch/sdk'
       import { verify, WebhookVerificationError } from '@nemo-batch/sdk/webhooks'
       const client = new NemoBatch({ apiKey: 'nb_x' })
       const error = await verify({}, '{}', 'whsec_' + 'A'.repeat(43) + '=').catch((reason) => reason)
       console.log(typeof client.batches.create, NotFoundError.name, error instanceof WebhookVerificationError, error.code)`,
    )
    expect(await project.run(process.execPath, ['shop.mjs'])).toBe('function NotFoundError true missing_header\n')
  })

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('brings its types: module %s, moduleResolution %s', async (module, moduleResolution) => {
    await project.write('shop.ts', SHOP)
    const compilerOptions = {
      ...{ module, moduleResolution, target: 'es2022', strict: true, noEmit: true, skipDefaultLibCheck: true },
      ...{ lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'], types: [], exactOptionalPropertyTypes: true },
    }
    await project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['shop.ts'] }))
    expect(await project.run(process.execPath, [TSC, '-p', '.'])).toBe('')
  })
})

const SHOP = `
import { type Batch, ConflictError, NemoBatch, type NewBatch } from '@nemo-batch/sdk'
import { verify, type WebhookEvent, WebhookVerificationError } from '@nemo-batch/sdk/webhooks'

const client = new NemoBatch({ apiKey: 'nb_x', baseUrl: 'https://videos.shop.example' })
const photo = await client.files.upload(new Blob(['x']), { onProgress: ({ sentBytes }) => sentBytes.toFixed() })
const wanted: NewBatch = {
  jobs: [{ reference: 'SKU-1', instruction: 'make a video', media: [{ file_id: photo.id }, 'https://shop.example/a.jpg'] }],
}
// @ts-expect-error a field that there is not
wanted.jobs[0].instructions = 'make a video'
const batch: Batch = await client.batches.create(wanted, { idempotencyKey: 'order-7' })
for await (const job of client.jobs.list({ batch_id: batch.id, status: 'failed' })) {
  const code: string | undefined = job.error?.code
  const isRetryable: boolean = job.error?.retryable ?? false
  console.log(code, isRetryable)
}
const ended = await client.batches.wait(batch.id, { onProgress: ({ counts }) => counts.completed.toFixed() })
const jobsToRetry: number = (await client.batches.retry(ended.id, { dry_run: true })).jobs
const again: Batch = await client.batches.retry(ended.id, { codes: ['render_failed'] })
try {
  const body: ReadableStream<Uint8Array> | null = (await client.jobs.video('job_1')).body
  console.log(body, jobsToRetry, again.status)
} catch (error) {
  if (!(error instanceof ConflictError)) throw error
  console.log(error.code, error.status, error.requestId, error.errors[0]?.path)
}

export async function receive(request: Request): Promise<Response> {
  try {
    tell(await verify(request.headers, await request.text(), ['whsec_new', 'whsec_old']))
    return new Response(null, { status: 204 })
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error
    const isForged: boolean = error.code === 'invalid_signature'
    // @ts-expect-error a code that there is not
    if (error.code === 'invalid') console.log(isForged)
    return new Response(error.code, { status: 400 })
  }
}

function tell(event: WebhookEvent): void {
  switch (event.type) {
    case 'job.completed':
    case 'job.failed': {
      const job: { readonly id: string; readonly reference: string | null; readonly seq: number } = event.data
      return console.log(event.id, job.reference, event.data.error?.code)
    }
    case 'batch.completed':
      return console.log(event.data.counts.failed, event.data.error_counts)
    case 'endpoint.disabled':
      return console.log(event.data.url)
    // @ts-expect-error a type that there is not
    case 'job.complete':
      return
    default:
      return console.log(event.type.length, event.timestamp)
  }
}
`

const BROWSER = findBrowser()

describe('in a browser', { timeout: 90_000 }, () => {
  it.skipIf(BROWSER === null)('sends a file, tells how far it has come, and verifies a webhook', async () => {
    const folder = path.join(project.folder, 'node_modules/@nemo-batch/sdk/dist')
    let receivedBytes = 0
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      if (request.method === 'POST') {
        for await (const chunk of request) receivedBytes += chunk.length
        const authorization = request.headers.authorization
        response.setHeader('content-type', 'application/json').writeHead(201)
        response.end(JSON.stringify({ id: 'file_1', authorization, key: request.headers['idempotency-key'] }))
      } else if (pathname === '/') response.setHeader('content-type', 'text/html').end(pageWith(signWebhook(MESSAGE)))
      else {
        const script = await readFile(path.join(folder, pathname)).catch(() => '')
        response.setHeader('content-type', 'text/javascript').end(script)
      }
    }).listen(0, '127.0.0.1')
    try {
      await waitFor(() => server.listening)
      const address = server.address()
      const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`
      const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=20000', '--dump-dom']
      const page = await project.run(BROWSER ?? '', [...flags, url])
      const answer = /<pre>(.*)<\/pre>/.exec(page)?.[1] ?? page
      expect(JSON.parse(answer)).toEqual({
        file: { id: 'file_1', authorization: 'Bearer nb_x', key: expect.stringMatching(/./) },
        last: { sentBytes: 3_000_000, totalBytes: 3_000_000 },
        isRising: true,
        webhook: { id: 'evt_1', type: 'job.completed' },
      })
      expect(receivedBytes).toBeGreaterThan(3_000_000)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})

const MESSAGE = { type: 'job.completed', timestamp: '2026-03-05T10:00:00Z', data: {} }

const pageWith = ({ headers, body }: SignedWebhook): string => `<!doctype html><pre></pre><script type="module">
import { NemoBatch } from '/index.js'
import { verify } from '/webhooks/index.js'
const told = []
const { id, type } = await verify(...${JSON.stringify([headers, body, SECRET])})
const client = new NemoBatch({ apiKey: 'nb_x', baseUrl: location.origin })
const show = (what) => { document.querySelector('pre').textContent = JSON.stringify(what) }
client.files
  .upload(new File([new Uint8Array(3_000_000)], 'cup.jpg', { type: 'image/jpeg' }), { onProgress: (step) => told.push(step) })
  .then((file) => show({ file, last: told.at(-1), isRising: told.every((step, index) => index === 0 || step.sentBytes >= told[index - 1].sentBytes), webhook: { id, type } }))
  .catch((error) => show({ error: String(error) }))
</script>`

/** @throws where CI is set: there a missing browser fails the run */
function findBrowser(): string | null {
  const names = [process.env.CHROMIUM ?? '', 'chromium', 'chromium-browser', 'google-chrome'].filter(
    (name) => name !== '',
  )
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0)
  if (found !== undefined) return found
  const message = 'Not run in a browser: no Chromium is on PATH, and CHROMIUM names none (apt-get install chromium)'
  if (process.env.CI) throw new Error(message)
  process.stderr.write(`${message}\n`)
  return null
}
