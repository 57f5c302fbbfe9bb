import type { ServerResponse } from 'node:http'
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

describe('the connections to a receiver', () => {
  it.each<[string, (response: ServerResponse) => unknown]>([
    ['without a body', (response) => response.writeHead(204).end()],
    ['of announced length', (response) => response.writeHead(200, { 'content-length': '2' }).end('ok')],
    ['as long as is read', (response) => response.end('a'.repeat(MESSAGE.maxAnswerBytes))],
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

  it('that all ended while nobody used them count for nothing: the second try is over a new one', async () => {
    const both = Promise.withResolvers<void>()
    let waiting = 0
    const answerBoth = (socket: Socket) => {
      if (++waiting === 2) both.resolve()
      void both.promise.then(() => answerOk(socket))
    }
    const receiver = await receiverThat([answerBoth, reset], [answerBoth, reset], [answerOk])
    const client = openClient()
    await Promise.all([client.post(receiver.url, named('evt_1')), client.post(receiver.url, named('evt_2'))])
    expect(await client.post(receiver.url, named('evt_3'))).toMatchObject({ status: 200 })
    expect(receiver.received.slice(2)).toEqual(['evt_3', 'evt_3'])
    expect(receiver.connections()).toBe(3)
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
