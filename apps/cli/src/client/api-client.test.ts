import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { waitFor } from '@nemo-batch/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ApiClient, createApiClient } from './api-client.ts'
import { clientSettings } from './client-settings.ts'
import { downloadVideo } from './download-video.ts'
import { submitPhotos } from './submit-photos.ts'

let folder: string
const servers: Server[] = []
let client: ApiClient
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'client-'))
})
afterEach(async () => {
  await client?.close()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
  await rm(folder, { recursive: true, force: true })
})

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await waitFor(() => server.listening)
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}
async function given(listener: RequestListener): Promise<string> {
  const apiUrl = await listen(listener)
  client = createApiClient({ apiUrl, apiKey: 'nb_secret' })
  return apiUrl
}
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const batch = { id: 'batch_1', status: 'queued', counts: { total: 2, completed: 0, failed: 0, canceled: 0 } }

describe('submitting photos', () => {
  it('uploads each file once, whole, and names it in every job that uses it', async () => {
    const photo = randomBytes(300_000)
    await writeFile(path.join(folder, 'cup.jpg'), photo)
    await writeFile(path.join(folder, 'dog.jpg'), 'dog')
    const uploads: Buffer[] = []
    let posted: unknown
    await given(async (request, response) => {
      const body = await bodyOf(request)
      expect(request.headers.authorization).toBe('Bearer nb_secret')
      expect(request.headers['idempotency-key']).toMatch(/./)
      if (request.url === '/v1/files') {
        uploads.push(body)
        response.writeHead(201).end(JSON.stringify({ id: body.includes('cup.jpg') ? 'file_cup' : 'file_dog' }))
      } else {
        posted = JSON.parse(body.toString())
        response.writeHead(202).end(JSON.stringify(batch))
      }
    })
    const cup = path.join(folder, 'cup.jpg')
    const dog = path.join(folder, 'dog.jpg')
    const jobs = [
      { reference: 'a', instruction: 'make it', files: [cup, dog] },
      { reference: 'b', instruction: 'make it', language: 'zh', files: [cup] },
    ]
    await submitPhotos(client, jobs, { name: 'Spring', signal: new AbortController().signal })
    expect(uploads).toHaveLength(2)
    expect(uploads.some((upload) => upload.includes(photo))).toBe(true)
    expect(posted).toEqual({
      name: 'Spring',
      jobs: [
        { reference: 'a', instruction: 'make it', media: [{ file_id: 'file_cup' }, { file_id: 'file_dog' }] },
        { reference: 'b', instruction: 'make it', language: 'zh', media: [{ file_id: 'file_cup' }] },
      ],
    })
  })

  it('tells every fault that the service names', async () => {
    const problem = {
      code: 'invalid',
      detail: 'The batch has 2 faults.',
      errors: [
        { path: '/jobs/0', message: 'no media' },
        { path: '/name', message: 'too long' },
      ],
    }
    await given((_request, response) => response.writeHead(422).end(JSON.stringify(problem)))
    await expect(client.createBatch({ jobs: [] })).rejects.toMatchObject({
      code: 'invalid',
      message: 'The batch has 2 faults. (HTTP 422, invalid)\n  /jobs/0: no media\n  /name: too long',
    })
  })

  it('notices that the address belongs to something else', async () => {
    await given((_request, response) => response.end('<html>hello</html>'))
    await expect(client.readBatch('batch_1')).rejects.toThrow(/not JSON/)
  })
})

it('every page of a batch is read, in the order in which the jobs were given', async () => {
  const pages = [
    { data: [{ id: 'job_3', status: 'queued' }], has_more: true, next_cursor: 'next page' },
    {
      data: [
        { id: 'job_2', status: 'queued' },
        { id: 'job_1', status: 'queued' },
      ],
      has_more: false,
      next_cursor: null,
    },
  ]
  await given((request, response) => {
    response.end(JSON.stringify(pages[request.url?.includes('cursor=next%20page') ? 1 : 0]))
  })
  expect((await client.listJobs('batch_1')).map(({ id }) => id)).toEqual(['job_1', 'job_2', 'job_3'])
})

it('makes a key, lists keys and revokes one by its id', async () => {
  const key = {
    ...{ id: 'key_1', name: 'Shop', prefix: 'nb_12345678', scopes: ['jobs:read'], project_id: 'proj_default' },
    ...{ last_used_at: null, created_at: '2026-11-21T00:00:00Z' },
  }
  const asked: string[] = []
  await given(async (request, response) => {
    asked.push(`${request.method} ${request.url} ${(await bodyOf(request)).toString()}`)
    if (request.method === 'DELETE') response.writeHead(204).end()
    else if (request.method === 'POST') {
      expect(request.headers['idempotency-key']).toMatch(/./)
      response.writeHead(201).end(JSON.stringify({ ...key, key: 'nb_12345678abc' }))
    } else response.end(JSON.stringify({ data: [key], has_more: false, next_cursor: null }))
  })
  expect(await client.createApiKey({ name: 'Shop', scopes: ['jobs:read'] })).toEqual({ ...key, key: 'nb_12345678abc' })
  expect(await client.listApiKeys()).toEqual([key])
  await client.revokeApiKey('key_1')
  expect(asked).toEqual([
    'POST /v1/api-keys {"name":"Shop","scopes":["jobs:read"]}',
    'GET /v1/api-keys?limit=100 ',
    'DELETE /v1/api-keys/key_1 ',
  ])
})

describe('downloading a video', () => {
  const video = randomBytes(200_000)

  it('follows the link to a foreign storage without showing it the key', async () => {
    const authorizations: (string | undefined)[] = []
    const storage = await listen((request, response) => {
      authorizations.push(request.headers.authorization)
      response.end(video)
    })
    await given((_request, response) => response.writeHead(302, { location: `${storage}/signed` }).end())
    const file = path.join(folder, 'videos', 'a.mp4')
    const download = await downloadVideo(client, 'job_1', file)
    expect(await readFile(file)).toEqual(video)
    expect(download).toEqual({
      file,
      sizeBytes: video.length,
      sha256: createHash('sha256').update(video).digest('hex'),
    })
    expect(authorizations).toEqual([undefined])
  })

  it('leaves nothing half-written when the connection breaks', async () => {
    await given((_request, response) => {
      response.writeHead(200, { 'content-length': video.length })
      response.write(video.subarray(0, 1_000), () => response.destroy())
    })
    await expect(downloadVideo(client, 'job_1', path.join(folder, 'a.mp4'))).rejects.toMatchObject({
      code: 'api_unreachable',
    })
    expect(await readdir(folder)).toEqual([])
  })
})

describe('the settings of a client', () => {
  it('come from the options, then the environment, then what start has kept', async () => {
    await writeFile(path.join(folder, 'admin-api-key'), 'nb_kept\n')
    const environment = { DATA_DIR: folder, NEMO_BATCH_URL: 'https://shop.example/' }
    expect(await clientSettings({}, environment)).toEqual({ apiUrl: 'https://shop.example', apiKey: 'nb_kept' })
    expect(await clientSettings({ apiUrl: 'http://10.0.0.1:1', apiKey: 'nb_given' }, environment)).toEqual({
      apiUrl: 'http://10.0.0.1:1',
      apiKey: 'nb_given',
    })
    expect(await clientSettings({}, { DATA_DIR: folder })).toMatchObject({ apiUrl: 'http://127.0.0.1:3000' })
  })

  it('name what is bad or missing', async () => {
    await expect(clientSettings({ apiUrl: 'ftp://x' }, { DATA_DIR: folder })).rejects.toThrow(/NEMO_BATCH_URL/)
    await expect(clientSettings({}, { DATA_DIR: folder })).rejects.toThrow(/NEMO_BATCH_API_KEY/)
  })
})
