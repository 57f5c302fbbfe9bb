import { randomBytes } from 'node:crypto'
import { createReadStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, givenServer, json, lost, type ScriptedServer } from '../scripted-server.fixture.ts'
import type { UploadOptions } from './upload-file.ts'
import type { UploadProgress, UploadSource } from './upload-source.ts'

const PHOTO = randomBytes(300_000)
const STORED = { id: 'file_1', object: 'file' }
const created: Answer = json(STORED, 201)

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'upload-'))
  file = path.join(folder, 'cup.jpg')
  await writeFile(file, PHOTO)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The parts of the form that came with a request, as any server reads it. */
async function formOf({ headers, body }: ScriptedServer['requests'][number]) {
  const form = await new Response(new Uint8Array(body), { headers }).formData()
  return Promise.all(
    [...form].map(async ([name, part]) => {
      if (typeof part === 'string') return { name, text: part }
      return { name, filename: part.name, type: part.type, bytes: Buffer.from(await part.arrayBuffer()) }
    }),
  )
}

const SOURCES: readonly (readonly [string, () => Promise<UploadSource>, UploadOptions, totalBytes: number | null])[] = [
  ['a file on disk', () => openAsBlob(file, { type: 'image/jpeg' }), { filename: 'cup.jpg' }, PHOTO.length],
  ['a File', async () => new File([PHOTO], 'cup.jpg', { type: 'image/jpeg' }), {}, PHOTO.length],
  ['bytes', async () => PHOTO, { filename: 'cup.jpg', contentType: 'image/jpeg' }, PHOTO.length],
  ['a stream', async () => createReadStream(file), { filename: 'cup.jpg', contentType: 'image/jpeg' }, null],
  [
    'a web stream of known length',
    async () => new Blob([PHOTO]).stream(),
    { filename: 'cup.jpg', contentType: 'image/jpeg', sizeBytes: PHOTO.length },
    PHOTO.length,
  ],
]

it.each(SOURCES)('sends %s whole, and tells how far it has come', async (_what, source, options, totalBytes) => {
  const { client, requests } = await givenServer({}, created)
  const progress: UploadProgress[] = []
  const onProgress = (step: UploadProgress): void => void progress.push(step)
  expect(await client.files.upload(await source(), { ...options, onProgress })).toEqual(STORED)
  const [request] = requests
  if (request === undefined) throw new Error('nothing came')
  expect(request).toMatchObject({ method: 'POST', url: '/v1/files' })
  expect(request.headers.get('idempotency-key')).toMatch(/./)
  expect(await formOf(request)).toEqual([{ name: 'file', filename: 'cup.jpg', type: 'image/jpeg', bytes: PHOTO }])
  const sent = progress.map(({ sentBytes }) => sentBytes)
  expect(sent.at(-1)).toBe(PHOTO.length)
  expect(sent.length).toBeGreaterThan(1)
  expect(sent).toEqual(sent.toSorted((one, other) => one - other))
  expect(new Set(progress.map((step) => step.totalBytes))).toEqual(new Set([totalBytes]))
})

it('sends a file again whose upload broke, with the same key', async () => {
  const { client, requests } = await givenServer({}, lost, created)
  expect(await client.files.upload(await openAsBlob(file), { filename: 'cup.jpg' })).toEqual(STORED)
  expect(new Set(requests.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
  for (const request of requests) expect(await formOf(request)).toMatchObject([{ bytes: PHOTO }])
})

it('does not send the rest of a stream for the whole', async () => {
  const { client, requests } = await givenServer({}, lost, created)
  await expect(client.files.upload(createReadStream(file))).rejects.toMatchObject({ code: 'connection_failed' })
  expect(requests).toHaveLength(1)
})

it('takes any file name', async () => {
  const { client, requests } = await givenServer({}, created)
  await client.files.upload(PHOTO, { filename: '早 "安"\r\nX-Injected: 1.jpg', contentType: 'image/ü\r\nX: 1' })
  const [request] = requests
  const text = request?.body.toString('latin1').slice(0, 300) ?? ''
  expect(text).not.toMatch(/^X/m)
  expect(Buffer.from(text, 'latin1').toString()).toContain('早 %22安%22%0D%0AX-Injected: 1.jpg')
})

it('gives a service up that takes all and says nothing', async () => {
  const { client } = await givenServer({ timeoutMs: 50 }, () => undefined)
  await expect(client.files.upload(createReadStream(file))).rejects.toMatchObject({ name: 'TimeoutError' })
})

it('never holds a large file whole: a stream is read as fast as it is sent', async () => {
  let readBytes = 0
  let ahead = 0
  const piece = Buffer.alloc(256 * 1024)
  let takenBytes = 0
  async function* large(): AsyncGenerator<Uint8Array> {
    for (; readBytes < 48 * 1024 * 1024; readBytes += piece.length) {
      ahead = Math.max(ahead, readBytes - takenBytes)
      yield piece
    }
  }
  const { client } = await givenServer({}, created)
  const onProgress = ({ sentBytes }: UploadProgress): void => {
    takenBytes = sentBytes
  }
  await client.files.upload(large(), { onProgress })
  expect(takenBytes).toBe(48 * 1024 * 1024)
  expect(ahead).toBeLessThanOrEqual(2 * piece.length)
})

it('ends an upload when it is told to', async () => {
  const controller = new AbortController()
  const { client } = await givenServer({}, created)
  const upload = client.files.upload(await openAsBlob(file), {
    signal: controller.signal,
    onProgress: () => controller.abort('stop'),
  })
  await expect(upload).rejects.toBe('stop')
})
