import type { RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { givenNetwork } from './given-network.ts'
import type { GuardedClientOptions } from './guarded-client.ts'

const limits = { maxBytes: 1_000_000, timeoutMs: 10_000 }
const { serve, clientWith, cleanUp } = givenNetwork()
const openClient = () => clientWith({ allowPrivateNetworks: true })

afterEach(cleanUp)

describe('a download with private networks allowed', () => {
  it('brings the bytes, the type and the size from a local server', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': '5' })
      response.end(request.headers.accept === 'image/*' ? 'photo' : 'wrong')
    })
    const download = await openClient().download(`${url}/a.jpg`, { ...limits, accept: 'image/*' })
    expect(download).toMatchObject({ contentType: 'image/jpeg', sizeBytes: 5, finalUrl: `${url}/a.jpg` })
    expect((await buffer(download.stream)).toString()).toBe('photo')
  })

  it('resolves names and tells no size when the server told none', async () => {
    const { port } = await serve((_request, response) => {
      response.write('ph')
      response.end('oto')
    })
    const download = await openClient().download(`http://localhost:${port}/`, limits)
    expect(download).toMatchObject({ contentType: null, sizeBytes: null })
    expect((await buffer(download.stream)).toString()).toBe('photo')
  })

  it('follows three redirects, relative ones too', async () => {
    const { url } = await serve((request, response) => {
      const hop = Number(request.url?.slice(1))
      if (hop === 3) response.end('photo')
      else response.writeHead(302, { location: `/${hop + 1}` }).end('moved')
    })
    const download = await openClient().download(`${url}/0`, limits)
    expect(download.finalUrl).toBe(`${url}/3`)
    expect((await buffer(download.stream)).toString()).toBe('photo')
  })

  it('gives up at the fourth redirect', async () => {
    let requests = 0
    const { url } = await serve((_request, response) => {
      requests++
      response.writeHead(307, { location: '/again' }).end()
    })
    await expect(openClient().download(url, limits)).rejects.toMatchObject({ code: 'too_many_redirects' })
    expect(requests).toBe(4)
  })

  it.each(['file:///etc/passwd', 'https://user:password@shop.example/', 'http://[broken'])(
    'does not follow a redirect to %s',
    async (location) => {
      const { url } = await serve((_request, response) => response.writeHead(302, { location }).end())
      await expect(openClient().download(url, limits)).rejects.toMatchObject({ code: 'invalid_url' })
    },
  )

  it.each([204, 206, 304, 404, 500])('refuses an answer with status %i', async (status) => {
    const { url } = await serve((_request, response) => response.writeHead(status).end())
    await expect(openClient().download(url, limits)).rejects.toMatchObject({ code: 'bad_status', status })
  })

  it('says unreachable when nothing listens', async () => {
    const { url, server } = await serve(() => {})
    await new Promise((resolve) => server.close(resolve))
    await expect(openClient().download(url, limits)).rejects.toMatchObject({
      code: 'unreachable',
      message: 'Nothing answers at the address',
    })
  })

  it('says unreachable when the name does not exist', async () => {
    const client = clientWith({
      allowPrivateNetworks: true,
      resolve: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
      },
    })
    await expect(client.download('http://shop.example/', limits)).rejects.toMatchObject({
      code: 'unreachable',
      message: 'The name in the address does not exist',
    })
  })

  it('fails the stream when the body breaks off', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    const { stream } = await openClient().download(url, limits)
    await expect(buffer(stream)).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('refuses a body that is announced too large before reading it', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000001' })
      response.write('a')
    })
    await expect(openClient().download(url, limits)).rejects.toMatchObject({ code: 'too_large' })
  })

  it('cuts an endless body at the limit and lets go of the connection', async () => {
    let closed = () => {}
    const connectionClosed = new Promise<void>((resolve) => {
      closed = resolve
    })
    const { url } = await serve((_request, response) => {
      const block = Buffer.alloc(65_536)
      const more = () => {
        while (!response.destroyed && response.write(block));
      }
      response.on('drain', more)
      response.on('close', () => closed())
      more()
    })
    const { stream } = await openClient().download(url, limits)
    let sizeBytes = 0
    stream.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length
    })
    await expect(new Promise((_resolve, reject) => stream.once('error', reject))).rejects.toMatchObject({
      code: 'too_large',
    })
    await connectionClosed
    expect(sizeBytes).toBeLessThanOrEqual(limits.maxBytes)
  })

  it('cuts a body that drips for ever when the total time is over', async () => {
    const { url } = await serve((_request, response) => {
      const timer = setInterval(() => response.write('.'), 5)
      response.on('close', () => clearInterval(timer))
    })
    const { stream } = await openClient().download(url, { ...limits, timeoutMs: 300 })
    await expect(buffer(stream)).rejects.toMatchObject({ code: 'timeout' })
  })

  it('ends a download whose server never answers when the total time is over', async () => {
    const { url } = await serve(() => {})
    await expect(openClient().download(url, { ...limits, timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' })
  })

  it('keeps the process alive when the time ends before anybody reads', async () => {
    const { url } = await serve((_request, response) => response.write('a'))
    const { stream } = await openClient().download(url, { ...limits, timeoutMs: 50 })
    await new Promise((resolve) => stream.once('close', resolve))
    await expect(buffer(stream)).rejects.toMatchObject({ code: 'timeout' })
  })

  it('rejects with the reason of the caller that gave up, before and during the body', async () => {
    const { url } = await serve((_request, response) => response.write('a'))
    const reason = new Error('the job was canceled')
    await expect(openClient().download(url, { ...limits, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const { stream } = await openClient().download(url, { ...limits, signal: controller.signal })
    const reading = buffer(stream)
    await nextTurn()
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
  })
})

describe('a download with private networks refused', () => {
  const closedClient = (resolve?: GuardedClientOptions['resolve']) =>
    clientWith({ allowPrivateNetworks: false, ...(resolve ? { resolve } : {}) })

  it.each(['http://127.0.0.1', 'http://2130706433', 'http://[::ffff:127.0.0.1]', 'http://localhost', 'http://0'])(
    'never connects to %s',
    async (origin) => {
      let requests = 0
      const { port } = await serve((_request, response) => {
        requests++
        response.end()
      })
      const download = closedClient().download(`${origin}:${port}/`, limits)
      await expect(download).rejects.toMatchObject({ code: 'private_address' })
      expect(requests).toBe(0)
    },
  )

  it.each([
    ['a private address', ['10.0.0.7']],
    ['loopback', ['127.0.0.1']],
    ['mapped loopback', ['::ffff:127.0.0.1']],
    ['NAT64', ['64:ff9b::7f00:1']],
    ['the metadata service', ['169.254.169.254']],
    ['a public and a private address', ['93.184.215.14', '127.0.0.1']],
    ['a public IPv4 and a private IPv6 address', ['93.184.215.14', 'fd00::1']],
  ])('refuses a public name that resolves to %s', async (_kind, addresses) => {
    const download = closedClient(async () => addresses).download('http://shop.example/', limits)
    await expect(download).rejects.toMatchObject({ code: 'private_address' })
  })

  it('refuses at connect time a name that answered a public address before', async () => {
    let requests = 0
    const { port } = await serve((_request, response) => {
      requests++
      response.end()
    })
    const answers = ['93.184.215.14', '127.0.0.1']
    const resolve = async () => [answers.shift() ?? '127.0.0.1']
    expect(await resolve()).toEqual(['93.184.215.14']) // what a check ahead of the connection would have seen
    const download = closedClient(resolve).download(`http://rebind.example:${port}/`, limits)
    await expect(download).rejects.toMatchObject({ code: 'private_address' })
    expect(requests).toBe(0)
  })

  it.each(['http://127.0.0.2', 'http://[::1]', 'http://169.254.169.254', 'http://0x7f.2', 'http://inside.example'])(
    'does not follow a redirect to %s',
    async (target) => {
      let requests = 0
      const { url, port } = await serve((_request, response) => {
        requests++
        response.writeHead(302, { location: `${target}:${port}/secret` }).end()
      })
      const client = clientWith({
        allowPrivateNetworks: false,
        isAllowed: (ip) => ip === '127.0.0.1', // stands for the public internet
        resolve: async () => ['127.0.0.2'],
      })
      await expect(client.download(url, limits)).rejects.toMatchObject({ code: 'private_address' })
      expect(requests).toBe(1)
    },
  )

  it('refuses over https too', async () => {
    const download = closedClient(async () => ['127.0.0.1']).download('https://shop.example/', limits)
    await expect(download).rejects.toMatchObject({ code: 'private_address' })
  })

  it('refuses a name that answers a private address to the lookup after a redirect', async () => {
    const second = await serve((_request, response) => response.end('secret'))
    const first = await serve((_request, response) =>
      response.writeHead(302, { location: `http://rebind.example:${second.port}/` }).end(),
    )
    const answers = ['127.0.0.1', '127.0.0.2']
    const client = clientWith({
      allowPrivateNetworks: false,
      isAllowed: (ip) => ip === '127.0.0.1', // stands for the public internet
      resolve: async () => [answers.shift() ?? '127.0.0.2'],
    })
    const download = client.download(`http://rebind.example:${first.port}/`, limits)
    await expect(download).rejects.toMatchObject({ code: 'private_address' })
    expect(answers).toEqual([])
  })
})

describe('a look', () => {
  const look = { maxBytes: 4, timeoutMs: 10_000 }

  it.each<[string, RequestListener, number | null]>([
    [
      'a server that knows of parts',
      (request, response) => {
        response.writeHead(206, { 'content-range': 'bytes 0-3/1000' })
        response.end(request.headers.range === 'bytes=0-3' ? 'phot' : 'wrong')
      },
      1_000,
    ],
    [
      'a server that sends all',
      (_request, response) => response.writeHead(200, { 'content-length': 5 }).end('photo'),
      5,
    ],
    ['a server that tells no size', (_request, response) => void response.write('photo'), null],
    [
      'a server that refuses HEAD',
      (request, response) => void (request.method === 'GET' ? response.write('photo') : response.writeHead(405).end()),
      null,
    ],
  ])('brings the beginning and the size from %s', async (_what, listener, sizeBytes) => {
    const { url } = await serve(listener)
    const found = await openClient().look(url, look)
    expect([found.firstBytes.toString(), found.sizeBytes]).toEqual(['phot', sizeBytes])
  })

  it('knows that there is nothing, however a server says so', async () => {
    const { url } = await serve((request, response) =>
      request.url === '/416' ? response.writeHead(416, { 'content-range': 'bytes */0' }).end() : response.end(),
    )
    expect((await openClient().look(`${url}/416`, look)).sizeBytes).toBe(0)
    expect((await openClient().look(url, look)).firstBytes).toHaveLength(0)
  })

  it('lets go of an endless body once it has seen enough', async () => {
    const closed = Promise.withResolvers<void>()
    const { url } = await serve((_request, response) => {
      response.on('close', () => closed.resolve())
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      }
      response.on('drain', more)
      more()
    })
    expect((await openClient().look(url, look)).firstBytes).toHaveLength(4)
    await closed.promise
  })

  it.each([204, 304, 404, 416, 500])('refuses an answer with status %i', async (status) => {
    const { url } = await serve((_request, response) => response.writeHead(status).end())
    await expect(openClient().look(url, look)).rejects.toMatchObject({ code: 'bad_status', status })
  })

  it('is refused where a download is, and ends in time', async () => {
    const redirecting = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://127.0.0.2/' }).end(),
    )
    const client = clientWith({ allowPrivateNetworks: false, isAllowed: (ip) => ip === '127.0.0.1' })
    await expect(client.look(redirecting.url, look)).rejects.toMatchObject({ code: 'private_address' })
    const dripping = await serve((_request, response) => void response.write('p'))
    const impatient = openClient().look(dripping.url, { ...look, timeoutMs: 100 })
    await expect(impatient).rejects.toMatchObject({ code: 'timeout' })
  })
})
