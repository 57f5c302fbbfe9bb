import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
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
    await expect(post(url, { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'timeout',
      message: 'No answer came within 0.5 s',
    })
    await closed.promise
  })

  it('whose name is never resolved is given up when the time is over', async () => {
    const client = clientWith({ allowPrivateNetworks: true, resolve: () => new Promise(() => {}) })
    const lost = client.post('http://shop.example/', { ...MESSAGE, timeoutMs: 50 })
    await expect(lost).rejects.toMatchObject({ code: 'timeout' })
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
