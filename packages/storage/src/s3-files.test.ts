import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createStorage } from './storage.ts'
import { storageKey } from './storage-key.ts'
import { tempFolder } from './temp-folder.ts'

type Stored = { readonly body: Buffer; readonly headers: IncomingMessage['headers'] }

const objects = new Map<string, Stored>()
const dataDir = tempFolder()
const key = storageKey('video', 'file_01hzy3', new Date('2026-11-21T12:00:00Z'))
let endpoint = ''

/** As much of S3 as a put, a ranged get, a head and a delete need. */
const server = createServer(async (request, response) => {
  const name = new URL(request.url ?? '', 'http://s3').pathname
  if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) return refuse(response, 403, 'AccessDenied')
  if (request.method === 'PUT') return put(name, request, response)
  if (request.method === 'DELETE') {
    objects.delete(name)
    return response.writeHead(204).end()
  }
  const stored = objects.get(name)
  if (stored === undefined) return refuse(response, 404, 'NoSuchKey')
  return get(stored.body, request, response)
})

async function put(name: string, request: IncomingMessage, response: ServerResponse) {
  const body = await buffer(request)
  if (name.endsWith('broken')) return refuse(response, 400, 'BadDigest')
  const sum = createHash('sha256').update(body).digest('base64')
  if (request.headers['x-amz-checksum-sha256'] !== sum) return refuse(response, 400, 'BadDigest')
  objects.set(name, { body, headers: request.headers })
  return response.writeHead(200, { etag: '"1"' }).end()
}

function get(body: Buffer, request: IncomingMessage, response: ServerResponse) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const start = Number(from ?? 0)
  if (start >= body.length) return refuse(response, 416, 'InvalidRange')
  const part = body.subarray(start, to ? Number(to) + 1 : undefined)
  const headers = { 'content-length': part.length, 'last-modified': new Date(0).toUTCString(), etag: '"1"' }
  response.writeHead(from === undefined ? 200 : 206, headers)
  return response.end(request.method === 'HEAD' ? undefined : part)
}

function refuse(response: ServerResponse, status: number, code: string) {
  return response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)
}

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  endpoint = `http://127.0.0.1:${address.port}`
})

afterAll(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const givenStorage = () =>
  createStorage({ dataDir, storageUrl: `s3://shop-media?region=eu-central-1&endpoint=${encodeURIComponent(endpoint)}` })

const stage = (content: string) => givenStorage().stage(Readable.from([content]), { maxBytes: 1000 })

describe('a file in a bucket', () => {
  it('is uploaded with its length and checksum, and leaves staging', async () => {
    await givenStorage().commit(await stage('0123456789'), key)
    const stored = objects.get(`/shop-media/${key}`)
    expect(stored?.body.toString()).toBe('0123456789')
    expect(stored?.headers).toMatchObject({ 'content-length': '10', 'content-type': 'application/octet-stream' })
    expect(stored?.headers).not.toHaveProperty('x-amz-acl')
    expect(await readdir(join(dataDir, 'incoming'))).toEqual([])
  })

  it('is told by its size and read whole or in part', async () => {
    const storage = givenStorage()
    await storage.commit(await stage('0123456789'), key)
    expect(await storage.stat(key)).toEqual({ sizeBytes: 10, modifiedAt: new Date(0) })
    expect((await buffer(await storage.open(key))).toString()).toBe('0123456789')
    expect((await buffer(await storage.open(key, { start: 2, end: 4 }))).toString()).toBe('234')
    expect((await buffer(await storage.open(key, { start: 7 }))).toString()).toBe('789')
    expect((await buffer(await storage.open(key, { end: 3 }))).toString()).toBe('0123')
    for (const range of [{ start: 10 }, { start: -1 }, { start: 4, end: 3 }])
      await expect(storage.open(key, range)).rejects.toMatchObject({ code: 'invalid_range' })
  })

  it('is missing when it never came or was removed', async () => {
    const storage = givenStorage()
    await storage.commit(await stage('photo'), key)
    await storage.remove(key)
    await storage.remove(key)
    expect(await storage.stat(key)).toBeNull()
    await expect(storage.open(key)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('stays staged when the upload fails', async () => {
    const staged = await stage('photo')
    const broken = storageKey('video', 'broken', new Date())
    await expect(givenStorage().commit(staged, broken)).rejects.toThrow()
    expect(await givenStorage().stat(broken)).toBeNull()
    expect(await readdir(join(dataDir, 'incoming'))).toHaveLength(1)
    await staged.discard()
  })
})

describe('a storage URL', () => {
  it.each([
    'https://bucket/',
    's3://',
    's3://bucket/folder',
    's3://bucket?regoin=eu-central-1',
    's3://key:secret@bucket',
    's3://bucket?endpoint=minio',
    'bucket',
  ])('is refused: %s', (storageUrl) => {
    expect(() => createStorage({ dataDir, storageUrl })).toThrow(
      expect.objectContaining({ code: 'invalid_storage_url', message: expect.not.stringContaining('secret') }),
    )
  })
})
