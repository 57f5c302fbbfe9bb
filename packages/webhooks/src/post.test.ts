import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { VERSION } from '@nemo-batch/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { AddressGuardError } from './address-guard-error.ts'
import { givenNetwork } from './given-network.ts'
import type { PostOptions } from './post.ts'

const MESSAGE: PostOptions = {
  headers: { 'webhook-id': 'evt_1' },
  body: '{"type":"job.completed"}',
  timeoutMs: 20_000,
  maxAnswerBytes: 1_024,
}
const { serve, serveRaw, clientWith, cleanUp } = givenNetwork()

afterEach(cleanUp)

const openClient = () => clientWith({ allowPrivateNetworks: true })
const post = (url: string, options: Partial<PostOptions> = {}) => openClient().post(url, { ...MESSAGE, ...options })

describe('a post', () => {
  it('sends the bytes, the headers and who sends them', async () => {
    const received = Promise.withResolvers<{ request: IncomingMessage; body: string }>()
    const { url } = await serve(async (request, response) => {
      received.resolve({ request, body: await text(request) })
      response.writeHead(202).end('thanks')
    })
    const body = '{"name":"Schuhe für 9 €"}'
    const answer = await post(`${url}/hooks?shop=1#top`, { body })
    expect(answer).toEqual({ status: 202, retryAfterMs: null, body: 'thanks' })
    const { request, body: bodyReceived } = await received.promise
    expect([request.method, request.url, bodyReceived]).toEqual(['POST', '/hooks?shop=1', body])
    expect(request.headers).toMatchObject({
      'webhook-id': 'evt_1',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': `nemo-batch/${VERSION}`,
      'accept-encoding': 'identity',
    })
  })

  it.each([200, 204, 301, 302, 303, 304, 307, 308, 400, 404, 410, 429, 500, 503, 999])(
    'has status %i as its answer, and asks nobody else',
    async (status) => {
      let requests = 0
      const { url } = await serve((_request, response) => {
        requests++
        response.writeHead(status, { location: '/elsewhere' }).end()
      })
      expect(await post(url)).toMatchObject({ status })
      expect(requests).toBe(1)
    },
  )

  it('passes over interim answers', async () => {
    const { url } = await serve((_request, response) => {
      response.writeContinue()
      response.writeEarlyHints({ link: '</a.css>; rel=preload' })
      response.end('ok')
    })
    expect(await post(url)).toMatchObject({ status: 200, body: 'ok' })
  })

  it.each([
    ['7', 7_000],
    ['-1', 0],
    ['86400', 86_400_000],
    ['Mon, 01 Jan 2001 00:00:00 GMT', 0],
    ['soon', null],
  ])('reads Retry-After %j', async (header, retryAfterMs) => {
    const { url } = await serve((_request, response) => response.writeHead(503, { 'retry-after': header }).end())
    expect(await post(url)).toMatchObject({ status: 503, retryAfterMs })
  })

  it('takes an answer that comes before the message was read', async () => {
    const { url } = await serve((_request, response) => response.writeHead(413, { connection: 'close' }).end('no'))
    expect(await post(url, { body: 'a'.repeat(20_000) })).toMatchObject({ status: 413, body: 'no' })
  })
})

describe('the body of an answer', () => {
  it.each([
    ['NUL is left out', Buffer.from('a\0b'), 'ab'],
    ['what is not UTF-8 is replaced', Buffer.from([0x61, 0xff, 0x62]), 'a\u{FFFD}b'],
    ['half a surrogate is replaced', Buffer.from([0xed, 0xa0, 0x80]), '\u{FFFD}\u{FFFD}\u{FFFD}'],
    ['of the limit is whole', Buffer.from('12345678'), '12345678'],
    ['beyond the limit is cut', Buffer.from('123456789'), '12345678'],
    ['is not cut within a character', Buffer.from('1234567€'), '1234567'],
  ])('is text that can be stored: %s', async (_what, bytes, body) => {
    const { url } = await serve((_request, response) => response.end(bytes))
    expect((await post(url, { maxAnswerBytes: 8 })).body).toBe(body)
  })

  it('is not unpacked', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000_000, 'a')))
    })
    const { status, body } = await post(url)
    expect(status).toBe(200)
    expect(body.length).toBeLessThanOrEqual(1_024)
    expect(body).not.toContain('aaaa')
  })

  it('is had as far as it goes when it breaks off', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    expect(await post(url)).toMatchObject({ status: 200, body: 'half' })
  })

  it('is had as far as it goes when it is no HTTP', async () => {
    const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
    const url = await serveRaw((socket) => socket.once('data', () => socket.end(`${head}4\r\nhalf\r\nnonsense\r\n`)))
    expect(await post(url)).toMatchObject({ status: 200, body: 'half' })
  })

  /** Sends a byte now and then, for ever. */
  const drip: RequestListener = (_request, response) => {
    const timer = setInterval(() => response.write('.'), 5)
    response.on('close', () => clearInterval(timer))
  }

  it('is had as far as it came when the time is over', async () => {
    const { url } = await serve(drip)
    const { status, body } = await post(url, { timeoutMs: 1_000 })
    expect(status).toBe(200)
    expect(body).toMatch(/^\.+$/)
  })

  it('is waited for two seconds, however much time there is', async () => {
    const { url } = await serve(drip)
    // far more than this test may take
    expect(await post(url, { timeoutMs: 3_600_000, maxAnswerBytes: 1_000_000 })).toMatchObject({ status: 200 })
  })

  it('of a gigabyte is not taken: the connection is closed at the limit', async () => {
    const GIGABYTE = 1_000_000_000
    const written = Promise.withResolvers<number>()
    const { url } = await serve((_request, response) => {
      const block = Buffer.alloc(65_536, 'a')
      let sizeBytes = 0
      const more = () => {
        while (!response.destroyed && sizeBytes < GIGABYTE) {
          sizeBytes += block.length
          if (!response.write(block)) return
        }
      }
      response.on('drain', more)
      response.on('close', () => written.resolve(sizeBytes))
      more()
    })
    expect(await post(url)).toEqual({ status: 200, retryAfterMs: null, body: 'a'.repeat(1_024) })
    // what the system took for the network before it was told to stop
    expect(await written.promise).toBeLessThan(16_000_000)
  })
})

describe('a post that is given up by its caller', () => {
  const reason = new Error('the service stops')

  it('ends with the reason, before it began and while it waits', async () => {
    const arrived = Promise.withResolvers<void>()
    const { url } = await serve(() => arrived.resolve())
    await expect(post(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const waiting = post(url, { signal: controller.signal })
    await arrived.promise
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })

  it('has its status all the same once there is one', async () => {
    const { url } = await serve((_request, response) => response.write('half'))
    const controller = new AbortController()
    const hadHead = Promise.withResolvers<void>()
    const onHead = () => hadHead.resolve()
    subscribe('http.client.response.finish', onHead)
    const answer = post(url, { timeoutMs: 3_600_000, signal: controller.signal })
    await hadHead.promise
    unsubscribe('http.client.response.finish', onHead)
    controller.abort(reason)
    expect(await answer).toMatchObject({ status: 200 })
  })

  it('by closing the client is nothing that the receiver did', async () => {
    const arrived = Promise.withResolvers<void>()
    const { url } = await serve(() => arrived.resolve())
    const client = openClient()
    const waiting = client.post(url, MESSAGE).catch((error: unknown) => error)
    await arrived.promise
    await client.close()
    const error = await waiting
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(AddressGuardError)
  })
})
