import { mkdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { environmentSchema } from '@nemo-batch/runtime'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { codeBlocks } from './code-blocks.fixture.ts'
import { givenProject, type Project, ROOT } from './installed-sdk.fixture.ts'
import { runProgram } from './running-program.fixture.ts'
import { SECRET, type SignedWebhook, signWebhook } from './signed-webhook.fixture.ts'

const PAGE = 'docs/receive-webhooks.md'

let shop: Project
beforeAll(async () => {
  shop = await givenProject()
  const modules = path.join(shop.folder, 'node_modules')
  await mkdir(path.join(modules, '@nemo-batch'), { recursive: true })
  await symlink(path.join(ROOT, 'packages/sdk'), path.join(modules, '@nemo-batch/sdk'), 'dir')
  for (const name of ['express', 'fastify'])
    await symlink(path.join(ROOT, 'node_modules', name), path.join(modules, name), 'dir')
  for (const program of await codeBlocks(PAGE, 'Receive', 'js')) {
    const [, name = ''] = /^\/\/ ([a-z]+\.mjs)/.exec(program) ?? []
    await shop.write(name, program)
  }
  await shop.write('serve-route.mjs', SERVE_ROUTE)
})
afterAll(() => shop.remove())

/** What stands around a handler in the frameworks that have handlers. */
const SERVE_ROUTE = `
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { POST } from './route.mjs'

createServer(async (incoming, outgoing) => {
  const body = Readable.toWeb(incoming)
  const request = new Request('https://shop.example', { method: 'POST', headers: incoming.headers, body, duplex: 'half' })
  outgoing.writeHead((await POST(request)).status).end()
}).listen(process.env.PORT)
`

const at = '2026-03-05T10:00:00Z'
const job = (seq: number, status: string) => ({ id: 'job_1', object: 'job', seq, status, reference: 'SKU-1' })
const completed = signWebhook({ type: 'job.completed', timestamp: at, data: job(12, 'completed') }, { id: 'evt_2' })
const older = signWebhook({ type: 'job.failed', timestamp: at, data: job(7, 'failed') }, { id: 'evt_1' })
const batch = { id: 'batch_1', object: 'batch', seq: 3, status: 'completed' }
const ofBatch = signWebhook({ type: 'batch.completed', timestamp: at, data: batch }, { id: 'evt_3' })
const newer = signWebhook({ type: 'job.rated', timestamp: at, data: { stars: 5 } }, { id: 'evt_4' })

const stranger = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
const forged: readonly SignedWebhook[] = [
  signWebhook({ type: 'job.failed', timestamp: at, data: job(99, 'failed') }, { id: 'evt_9', secret: stranger }),
  { ...completed, body: completed.body.replace('"seq":12', '"seq":99') },
  { ...completed, headers: { ...completed.headers, 'webhook-id': 'evt_9' } },
  { ...completed, headers: {} },
  { ...completed, body: '' },
]

describe.each(['express.mjs', 'fastify.mjs', 'node.mjs', 'serve-route.mjs'])('the receiver %s', (name) => {
  it('keeps what the service sends, once and the newest, and refuses what is forged', async () => {
    const folder = path.join(shop.folder, path.parse(name).name)
    await mkdir(folder)
    const program = await runProgram(path.join(shop.folder, name), {
      folder,
      environment: { NEMO_WEBHOOK_SECRET: SECRET },
    })
    onTestFinished(program.stop)
    const send = async ({ headers, body }: SignedWebhook): Promise<number> => {
      const more = { 'content-type': 'application/json', ...headers }
      return (await fetch(`${program.url}/hooks/nemo`, { method: 'POST', headers: more, body })).status
    }

    for (const webhook of [completed, completed, older, ofBatch, newer]) expect(await send(webhook)).toBe(204)
    for (const webhook of forged) expect(await send(webhook)).toBe(400)

    const db = new DatabaseSync(path.join(folder, 'videos.db'))
    onTestFinished(() => db.close())
    expect(db.prepare('SELECT * FROM videos').all()).toEqual([
      { job_id: 'job_1', seq: 12, reference: 'SKU-1', status: 'completed' },
    ])
    expect(db.prepare('SELECT id, type, about FROM webhooks ORDER BY id').all()).toEqual([
      { id: 'evt_1', type: 'job.failed', about: 'job_1' },
      { id: 'evt_2', type: 'job.completed', about: 'job_1' },
      { id: 'evt_3', type: 'batch.completed', about: 'batch_1' },
      { id: 'evt_4', type: 'job.rated', about: null },
    ])
    // what could not be kept comes again
    db.exec('DROP TABLE webhooks')
    expect(await send(completed)).toBe(500)
    expect(program.output()).toContain('No signature fits')
    expect(program.output()).not.toContain(SECRET)
  })
})

it('the page has the schedule that the service keeps to', async () => {
  const page = await readFile(path.join(ROOT, PAGE), 'utf8')
  const rows = [...page.matchAll(/^\| \d+ +\| (?:at once|(\d+) (s|min|h)) +\|$/gm)]
  const told = rows
    .slice(1)
    .map(([, amount, unit = '']) => Number(amount) * ({ s: 1, min: 60, h: 3_600 }[unit] ?? 0) * 1_000)
  expect(told).toEqual(environmentSchema.shape.WEBHOOK_RETRY_SCHEDULE.parse(undefined))
})
