import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
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
    const { status, body } = await post(url, { timeoutMs: 300 })
    expect(status).toBe(200)
    expect(body).toMatch(/^\.+$/)
  })

  it('is waited for two seconds, however much time there is', async () => {
    const { url } = await serve(drip)
    // far more than this test may take
    expect(await post(url, { timeoutMs: 3_600_000 })).toMatchObject({ status: 200 })
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

describe('a receiver without an answer', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['closes the connection', (socket) => socket.end(), 'closed before the whole answer came'],
    ['resets the connection', (socket) => socket.resetAndDestroy(), 'closed before the whole answer came'],
    ['breaks off in the head', (socket) => socket.end('HTTP/1.1 200 OK\r\nx: '), 'closed before the whole answer came'],
    ['speaks something else', (socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n'), 'is not HTTP'],
    ['answers with a page and no head', (socket) => socket.end('<html>hello</html>'), 'is not HTTP'],
    [
      'switches protocols',
      (socket) => socket.write('HTTP/1.1 101 Yes\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
      'asks for another protocol',
    ],
    ['sends headers without end', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'), 'longer than 16 kB'],
    ['sends a header without end', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\nx: ', 'y'), 'longer than 16 kB'],
    ['sends a reason without end', (socket) => flood(socket, 'HTTP/1.1 200 ', 'y'), 'longer than 16 kB'],
    ['sends interim answers without end', (socket) => flood(socket, '', 'HTTP/1.1 102 \r\n\r\n'), '1xx without end'],
  ])('that %s is unreachable, and told why', async (_what, talk, message) => {
    const closed = Promise.withResolvers<void>()
    let connections = 0
    const url = await serveRaw((socket) => {
      connections++
      socket.on('close', () => closed.resolve())
      socket.once('data', () => talk(socket))
    })
    await expect(post(url)).rejects.toMatchObject({
      name: 'AddressGuardError',
      code: 'unreachable',
      message: expect.stringContaining(message),
    })
    await closed.promise
    expect(connections).toBe(1)
  })

  it('that knows no TLS is unreachable over https', async () => {
    const url = await serveRaw((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    await expect(post(url.replace('http', 'https'))).rejects.toMatchObject({
      code: 'unreachable',
      message: 'The address does not answer as https requires',
    })
  })

  it('that does not listen is unreachable', async () => {
    const { url, server } = await serve(() => {})
    await new Promise((resolve) => server.close(resolve))
    await expect(post(url)).rejects.toMatchObject({ code: 'unreachable', message: 'Nothing answers at the address' })
  })

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => {}],
    [
      'drips its head',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx: ')
        const timer = setInterval(() => socket.write('y'), 5)
        socket.on('close', () => clearInterval(timer))
      },
    ],
  ])('that %s is cut off when the time is over', async (_what, talk) => {
    const closed = Promise.withResolvers<void>()
    const url = await serveRaw((socket) => {
      socket.on('close', () => closed.resolve())
      socket.once('data', () => talk(socket))
    })
    await expect(post(url, { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'timeout',
      message: 'No answer came within 0.2 s',
    })
    await closed.promise
  })

  it('whose name is never resolved is given up when the time is over', async () => {
    const client = clientWith({ allowPrivateNetworks: true, resolve: () => new Promise(() => {}) })
    const lost = client.post('http://shop.example/', { ...MESSAGE, timeoutMs: 50 })
    await expect(lost).rejects.toMatchObject({ code: 'timeout' })
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
    const answer = post(url, { timeoutMs: 3_600_000, signal: controller.signal })
    setTimeout(() => controller.abort(reason), 200)
    expect(await answer).toMatchObject({ status: 200, body: 'half' })
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

describe('the connections to a receiver', () => {
  it.each<[string, (response: ServerResponse) => unknown]>([
    ['without a body', (response) => response.writeHead(204).end()],
    ['of announced length', (response) => response.writeHead(200, { 'content-length': '2' }).end('ok')],
    ['in chunks', (response) => response.write('o', () => response.end('k'))],
    ['of an error', (response) => response.writeHead(500).end('sorry')],
  ])('are kept after answers %s', async (_what, answer) => {
    let connections = 0
    const { url, server } = await serve(async (request, response) => {
      request.resume()
      answer(response)
    })
    server.on('connection', () => connections++)
    const client = openClient()
    const sendMany = async () => {
      for (let message = 0; message < 25; message++) await client.post(url, MESSAGE)
    }
    await Promise.all([sendMany(), sendMany(), sendMany(), sendMany()])
    expect(connections).toBeLessThanOrEqual(4)
  })

  it('are not kept when the answer was longer than anybody reads', async () => {
    let connections = 0
    const { url, server } = await serve(
      (request, response) => void request.resume().on('end', () => response.end('a'.repeat(2_000))),
    )
    server.on('connection', () => connections++)
    const client = openClient()
    for (let message = 0; message < 3; message++) expect(await client.post(url, MESSAGE)).toMatchObject({ status: 200 })
    expect(connections).toBe(3)
  })

  /** Each list is what one connection says to the messages that come over it, in turn. */
  const receiverThat = async (...talks: ((socket: Socket) => void)[][]) => {
    const received: string[] = []
    let connections = 0
    const url = await serveRaw((socket) => {
      const own = talks[connections++] ?? []
      socket.on('data', (data) => {
        received.push(/webhook-id: (\S+)/i.exec(data.toString())?.[1] ?? 'none')
        own.shift()?.(socket)
      })
    })
    return { url, received, connections: () => connections }
  }
  const answerOk = (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
  const reset = (socket: Socket) => socket.resetAndDestroy()
  const hangUp = (socket: Socket) => socket.end()
  const breakOff = (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nx: ')
  const named = (id: string) => ({ ...MESSAGE, headers: { 'webhook-id': id } })

  it.each([
    ['reset', reset],
    ['closed', hangUp],
  ])('that were %s while nobody used them are not held against the receiver', async (_how, end) => {
    const receiver = await receiverThat([answerOk, end], [answerOk])
    const client = openClient()
    await client.post(receiver.url, named('evt_1'))
    expect(await client.post(receiver.url, named('evt_2'))).toMatchObject({ status: 200 })
    // the one that met the end of the connection is sent again as it was, over another
    expect(receiver.received).toEqual(['evt_1', 'evt_2', 'evt_2'])
    expect(receiver.connections()).toBe(2)
  })

  it('that end on the second try too are a failure', async () => {
    const receiver = await receiverThat([answerOk, reset], [reset], [answerOk])
    const client = openClient()
    await client.post(receiver.url, named('evt_1'))
    await expect(client.post(receiver.url, named('evt_2'))).rejects.toMatchObject({ code: 'unreachable' })
    expect(receiver.received).toEqual(['evt_1', 'evt_2', 'evt_2'])
  })

  it('that end within an answer are a failure', async () => {
    const receiver = await receiverThat([answerOk, breakOff], [answerOk])
    const client = openClient()
    await client.post(receiver.url, named('evt_1'))
    await expect(client.post(receiver.url, named('evt_2'))).rejects.toMatchObject({ code: 'unreachable' })
    expect(receiver.received).toEqual(['evt_1', 'evt_2'])
  })
})

/** Says `first`, then `again` and `again` for as long as somebody listens. */
function flood(socket: Socket, first: string, again: string) {
  const block = again.repeat(1_000)
  const more = () => {
    while (!socket.destroyed && socket.write(block));
  }
  socket.write(first)
  socket.on('drain', more)
  more()
}
