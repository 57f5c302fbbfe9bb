import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { Client } from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestDatabase, FaultProxy, waitFor } from './index.ts'

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function listening(server: Server, scheme = 'http'): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(() => server.close())
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function given(onConnection: (socket: Socket) => void) {
  const taken: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    taken.push(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  const proxy = await FaultProxy.before(await listening(server))
  opened.push(
    () => proxy.close(),
    () => taken.forEach((socket) => void socket.destroy()),
  )
  return { proxy, taken, dial: (allowHalfOpen = false) => dial(proxy, allowHalfOpen) }
}

/** A client and what it has heard so far; `end` is how its connection ended: `closed`, or the code of its error. */
async function dial(proxy: FaultProxy, allowHalfOpen: boolean) {
  const socket = connect({ port: Number(new URL(proxy.url).port), host: '127.0.0.1', allowHalfOpen })
  const heard = { chunks: [] as Buffer[], end: null as string | null }
  let error: NodeJS.ErrnoException | undefined
  socket.on('data', (chunk) => heard.chunks.push(chunk))
  socket.on('error', (thrown) => {
    error = thrown
  })
  socket.on('close', () => {
    heard.end = error === undefined ? 'closed' : (error.code ?? error.message)
  })
  opened.push(() => socket.destroy())
  await once(socket, 'connect')
  return {
    socket,
    heard,
    text: () => Buffer.concat(heard.chunks).toString(),
    hears: (text: string) => waitFor(() => Buffer.concat(heard.chunks).toString() === text, { describe: text }),
    ends: () => waitFor(() => heard.end),
  }
}

const echo = (socket: Socket): void => {
  socket.on('data', (chunk) => socket.write(chunk))
  socket.on('end', () => socket.end())
}

/** A look at the world between two conditions: whatever was on its way over the loopback has come by then. */
async function roundTrips(count: number): Promise<void> {
  const { dial } = await given(echo)
  const client = await dial()
  for (let trip = 1; trip <= count; trip += 1) {
    client.socket.write('.')
    await client.hears('.'.repeat(trip))
  }
}

describe('without a fault', () => {
  it('passes bytes both ways, and the end of one side while the other still speaks', async () => {
    let asked = ''
    const { dial } = await given((socket) => {
      socket.on('data', (chunk) => {
        asked += chunk
      })
      socket.on('end', () => socket.end('all heard'))
    })
    const client = await dial()
    client.socket.end('everything')
    await client.hears('all heard')
    expect(await client.ends()).toBe('closed')
    expect(asked).toBe('everything')
  })

  it('lets a sender wait for a slow reader instead of holding what it sends', async () => {
    const bytes = 64 * 1024 * 1024
    const { taken, dial } = await given((socket) => socket.write(Buffer.alloc(bytes)))
    const client = await dial()
    client.socket.pause()
    const sender = await waitFor(() => taken[0])
    let before = -1
    await waitFor(async () => {
      const isStill = sender.writableLength === before
      before = sender.writableLength
      await roundTrips(5)
      return isStill
    })
    expect(sender.writableLength).toBeGreaterThan(0)
    client.socket.resume()
    await waitFor(() => client.heard.chunks.reduce((sum, chunk) => sum + chunk.length, 0) === bytes)
  })

  it('stands before HTTP and Postgres alike', async () => {
    const http = createHttpServer((request, response) => response.end(`you asked for ${request.url}`))
    const web = await FaultProxy.before(`${await listening(http)}/base?x=1`)
    opened.push(() => web.close())
    expect(await (await fetch(web.url)).text()).toBe('you asked for /base?x=1')

    const database = await createTestDatabase()
    opened.push(() => database.drop())
    const proxy = await FaultProxy.before(database.url)
    opened.push(() => proxy.close())
    proxy.trickle(7, 1)
    const client = new Client({ connectionString: proxy.url })
    opened.push(() => client.end())
    await client.connect()
    expect((await client.query("SELECT 'ünïcödé' AS text")).rows).toEqual([{ text: 'ünïcödé' }])
  })

  it('says so when it cannot know the port', async () => {
    await expect(FaultProxy.before('gopher://127.0.0.1')).rejects.toThrow(/gopher/)
  })
})

describe('a server that is taken away', () => {
  it('ends every connection and refuses new ones until it is restored, on the same port', async () => {
    const { proxy, dial } = await given(echo)
    const client = await dial()
    const { url } = proxy
    await proxy.cut()
    expect(await client.ends()).toBe('closed')
    await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await proxy.restore()
    expect(proxy.url).toBe(url)
    const next = await dial()
    next.socket.write('back')
    await next.hears('back')
  })

  it('resets all connections on both sides, and takes new ones', async () => {
    const { proxy, taken, dial } = await given(echo)
    const clients = [await dial(), await dial()]
    await waitFor(() => taken.length === 2)
    proxy.resetAll()
    for (const client of clients) expect(await client.ends()).toBe('ECONNRESET')
    await waitFor(() => taken.every((socket) => socket.errored !== null))
    const next = await dial()
    next.socket.write('still here')
    await next.hears('still here')
  })

  it('tells the server of a client that was lost', async () => {
    const { taken, dial } = await given(echo)
    const client = await dial()
    await waitFor(() => taken.length === 1)
    client.socket.resetAndDestroy()
    await waitFor(() => taken[0]?.errored)
    expect(taken[0]?.errored).toMatchObject({ code: 'ECONNRESET' })
  })
})

describe('silence', () => {
  it.each([
    ['both ways', undefined, ''],
    ['from the server', 'downstream', 'question'],
    ['to the server', 'upstream', ''],
  ] as const)('%s keeps connections open, and what was held arrives after healing', async (_which, direction, seen) => {
    let asked = ''
    const { proxy, dial } = await given((socket) => {
      socket.on('data', (chunk) => {
        asked += chunk
        socket.write('answer')
      })
    })
    const client = await dial()
    proxy.silence(direction)
    client.socket.write('question')
    await waitFor(() => asked === seen)
    await roundTrips(5)
    expect({ asked, heard: client.text(), end: client.heard.end }).toEqual({ asked: seen, heard: '', end: null })
    proxy.heal()
    await client.hears('answer')
    expect(asked).toBe('question')
  })

  it('never delivers later what a client asked for and gave up on', async () => {
    let asked = ''
    const { proxy, taken, dial } = await given((socket) => {
      socket.on('data', (chunk) => {
        asked += chunk
      })
    })
    const client = await dial()
    await waitFor(() => taken.length === 1)
    proxy.silence()
    client.socket.end('a payment')
    await roundTrips(5)
    expect(taken[0]?.readableEnded).toBe(false)
    proxy.heal()
    await waitFor(() => taken[0]?.destroyed || taken[0]?.readableEnded)
    expect(asked).toBe('')
  })
})

describe('slowness', () => {
  it('holds one direction back for as long as it says, and gives everything at once when healed', async () => {
    let asked = ''
    const { proxy, dial } = await given((socket) => {
      socket.on('data', (chunk) => {
        asked += chunk
        socket.write(chunk)
      })
    })
    const client = await dial()
    proxy.delay(3_600_000, 0, 'downstream')
    client.socket.write('hello')
    await waitFor(() => asked === 'hello')
    await roundTrips(5)
    expect(client.text()).toBe('')
    proxy.heal()
    await client.hears('hello')
  })

  it('keeps the order whatever the jitter', async () => {
    const { proxy, dial } = await given(echo)
    proxy.delay(1, 10)
    const client = await dial()
    const words = Array.from({ length: 40 }, (_, index) => `${index} `)
    for (const word of words) {
      client.socket.write(word)
      await new Promise(setImmediate)
    }
    await client.hears(words.join(''))
  })

  it('slices within characters, line ends and frames, and loses nothing', async () => {
    const frames = 'data: Überblendung 日本語\r\n\r\ndata: 🎬\r\n\r\n'
    const { proxy, dial } = await given((socket) => socket.end(frames))
    proxy.trickle(1, 1, 'downstream')
    const client = await dial()
    await client.hears(frames)
    expect(client.heard.chunks.length).toBeGreaterThan(2)
    expect(await client.ends()).toBe('closed')
  })

  it('refuses a trickle that would never pass anything', async () => {
    const { proxy } = await given(echo)
    expect(() => proxy.trickle(0, 1)).toThrow(RangeError)
  })
})

describe('cutting after so many bytes', () => {
  const speak = (socket: Socket): void => {
    socket.on('data', () => socket.write('0123456789'))
  }

  it.each([
    ['reset', 'ECONNRESET'],
    ['close', 'closed'],
  ] as const)('ends the next connection alone, with a %s', async (ending, end) => {
    const { proxy, dial } = await given(speak)
    const older = await dial()
    proxy.cutAfter(4, { ending })
    const [hit, later] = [await dial(), await dial()]
    for (const client of [older, hit, later]) client.socket.write('go')
    expect(await hit.ends()).toBe(end)
    expect(hit.text()).toBe('0123')
    await older.hears('0123456789')
    await later.hears('0123456789')
  })

  it('with a close lets the client speak on until it has ended, too', async () => {
    const { proxy, dial } = await given(speak)
    proxy.cutAfter(4, { ending: 'close' })
    const client = await dial(true)
    client.socket.write('go')
    await waitFor(() => client.socket.readableEnded)
    client.socket.write('and on')
    await roundTrips(5)
    client.socket.end()
    expect(await client.ends()).toBe('closed')
  })

  it('ends each new connection until healed, and those open then are spared', async () => {
    const { proxy, dial } = await given(speak)
    proxy.cutAfter(4, { connections: 'each' })
    for (const client of [await dial(), await dial()]) {
      client.socket.write('go')
      expect(await client.ends()).toBe('ECONNRESET')
    }
    const spared = await dial()
    proxy.heal()
    for (const client of [spared, await dial()]) {
      client.socket.write('go')
      await client.hears('0123456789')
    }
  })

  it('with 0 lets the server do its work and loses the whole answer', async () => {
    let asked = ''
    const { proxy, dial } = await given((socket) => {
      socket.on('data', (chunk) => {
        asked += chunk
        socket.write('done')
      })
    })
    proxy.cutAfter(0)
    const client = await dial()
    client.socket.write('work')
    expect(await client.ends()).toBe('ECONNRESET')
    expect({ asked, heard: client.text() }).toEqual({ asked: 'work', heard: '' })
  })
})
