import { crc32, deflateSync } from 'node:zlib'
import { API_KEY } from '../testing/running-api.ts'
import type { RawRequest } from './raw-client.fixture.ts'

/** What a row of the table sends: a request, or bytes as they stand. */
export type Sent = RawRequest | { readonly raw: string | Buffer }

type Headers = Readonly<Record<string, string>>

const KEYED: Headers = { authorization: `Bearer ${API_KEY}` }

export const get = (path: string, headers: Headers = {}): Sent => send('GET', path, headers)

export const send = (method: string, path: string, headers: Headers = {}, body: Buffer | null = null): Sent => ({
  method,
  path,
  headers: { ...KEYED, ...headers },
  body,
})

/** A text goes as it is, everything else as JSON. */
export const post = (path: string, body: unknown, headers: Headers = {}): Sent =>
  send('POST', path, { 'content-type': 'application/json', ...headers }, bytesOf(body))

const bytesOf = (body: unknown): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))

const JOB = { media: ['https://shop.example/a.jpg'], instruction: 'make a video' }

/** A good job but for what is said. */
export const job = (change: object): Sent => post('/v1/jobs', { ...JOB, ...change })
export const media = (url: string): Sent => job({ media: [url] })
export const batch = (change: object): Sent => post('/v1/batches', { jobs: [JOB], ...change })

export const ndjson = (text: string): Sent => post('/v1/batches', text, { 'content-type': 'application/x-ndjson' })
export const csv = (text: string | Buffer): Sent => post('/v1/batches', text, { 'content-type': 'text/csv' })
export const LINE = JSON.stringify(JOB)

const BOUNDARY = 'hostile'
export type Part = string | Buffer

/** A form of parts as they stand, closed unless said otherwise. */
export function form(path: string, parts: readonly Part[], { isClosed = true, boundary = BOUNDARY } = {}): Sent {
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${BOUNDARY}\r\n`),
    Buffer.from(part as string),
    Buffer.from('\r\n'),
  ])
  const body = Buffer.concat([...chunks, Buffer.from(isClosed ? `--${BOUNDARY}--\r\n` : '')])
  return send('POST', path, { 'content-type': `multipart/form-data; boundary=${boundary}` }, body)
}

export function part(name: string, content: string | Buffer, filename?: string): Buffer {
  const file = filename === undefined ? '' : `; filename="${filename}"`
  return Buffer.concat([Buffer.from(`content-disposition: form-data; name="${name}"${file}\r\n\r\n`), bytesOf(content)])
}

/** One file, sent by itself. */
export const file = (content: string | Buffer, filename = 'photo.jpg'): Sent =>
  form('/v1/files', [part('file', content, filename)])

/** Over a socket of its own, closed by the other side or by its answer. */
export const raw = (...lines: readonly string[]): Sent => ({ raw: lines.join('\r\n') })
export const AUTH = `Authorization: Bearer ${API_KEY}`

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}

/** A PNG that says that it has this size, with as much content as is said. */
export function png(width: number, height: number, pixels = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A GIF that says that it has this size, and nothing in it. */
export function gif(width: number, height: number): Buffer {
  const head = Buffer.from('474946383961000000000000003b', 'hex')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  return head
}

export const isoFile = (brand: string, rest = Buffer.alloc(0)): Buffer => {
  const box = Buffer.alloc(16)
  box.writeUInt32BE(16, 0)
  box.write(`ftyp${brand}`, 4, 'latin1')
  return Buffer.concat([box, rest])
}

export const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
