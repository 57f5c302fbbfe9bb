import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { givenNetwork } from './given-network.ts'
import type { GuardedClientOptions } from './guarded-client.ts'
import { PRIVATE_URLS, SPECIAL_V4, SPECIAL_V6 } from './private-addresses.fixture.ts'

const MESSAGE = { headers: {}, body: '{}', timeoutMs: 10_000, maxAnswerBytes: 100 }
const { serve: serveAll, cleanUp: closeAll } = givenNetwork()
const { serve, clientWith, cleanUp } = givenNetwork()

/** A receiver on every address of this machine: whoever dials any of them is counted. */
let port = 0
let connections = 0
const asked: (string | undefined)[] = []

beforeAll(async () => {
  const { server, ...served } = await serveAll((request, response) => {
    asked.push(request.url)
    if (request.url === '/last') response.setHeader('connection', 'close')
    response.writeHead(200).end('ok')
  }, '0.0.0.0')
  port = served.port
  server.on('connection', () => connections++)
})
afterAll(closeAll)
afterEach(async () => {
  await cleanUp()
  connections = 0
  asked.length = 0
})

const closedClient = (resolve: GuardedClientOptions['resolve'] = async () => ['127.0.0.1']) =>
  clientWith({ allowPrivateNetworks: false, resolve })
/** Only 127.0.0.1 is allowed: it stands for the public internet. */
const clientOfTheInternet = (resolve: NonNullable<GuardedClientOptions['resolve']>) =>
  clientWith({ allowPrivateNetworks: false, isAllowed: (ip) => ip === '127.0.0.1', resolve })
const atPort = (url: string) => url.replace(/^(http:\/\/(?:\[[^\]]*\]|[^/:]*))(?::\d+)?\//, `$1:${port}/`)

describe('a post to an address that is not public', () => {
  it.each([
    ...PRIVATE_URLS,
    ...SPECIAL_V4.map(([ip]) => `http://${ip}/`),
    ...SPECIAL_V6.filter(([ip]) => !ip.includes('%')).map(([ip]) => `http://[${ip}]/`),
  ])('never connects to %s', async (url) => {
    await expect(closedClient().post(atPort(url), MESSAGE)).rejects.toMatchObject({ code: 'private_address' })
    await expect(closedClient().post(url.replace('http:', 'https:'), MESSAGE)).rejects.toMatchObject({
      code: 'private_address',
    })
    expect(connections).toBe(0)
  })

  it.each([...SPECIAL_V4, ...SPECIAL_V6])('never connects to a public name that means %s (%s)', async (address) => {
    const client = closedClient(async () => [address])
    const post = client.post(`http://shop.example:${port}/`, MESSAGE)
    await expect(post).rejects.toMatchObject({ code: 'private_address' })
    expect(connections).toBe(0)
  })

  it.each([
    ['after a public one', ['93.184.215.14', '127.0.0.1']],
    ['before a public one', ['127.0.0.1', '93.184.215.14']],
    ['of the other family', ['93.184.215.14', 'fd00::1']],
  ])('never connects to a name with one such address among others, %s', async (_where, addresses) => {
    const client = closedClient(async () => addresses)
    for (const scheme of ['http', 'https'])
      await expect(client.post(`${scheme}://shop.example:${port}/`, MESSAGE)).rejects.toMatchObject({
        code: 'private_address',
      })
    expect(connections).toBe(0)
  })

  it.each(['file:///etc/passwd', 'https://user:password@shop.example/', 'http://[broken', 'gopher://shop.example/'])(
    'does not take %s for an address',
    async (url) => {
      await expect(closedClient().post(url, MESSAGE)).rejects.toMatchObject({ code: 'invalid_url' })
    },
  )
})

describe('a name whose address changes from public to private', () => {
  it('is refused when the connection is made, whatever it meant before', async () => {
    const answers = ['127.0.0.1', '127.0.0.2']
    const client = clientOfTheInternet(async () => [answers.shift() ?? '127.0.0.2'])
    expect(await client.post(`http://rebind.example:${port}/last`, MESSAGE)).toMatchObject({ status: 200 })
    const again = client.post(`http://rebind.example:${port}/secret`, MESSAGE)
    await expect(again).rejects.toMatchObject({ code: 'private_address' })
    expect([connections, asked, answers]).toEqual([1, ['/last'], []])
  })

  it('is reached over a kept connection, at the address that was checked', async () => {
    const answers = ['127.0.0.1']
    const client = clientOfTheInternet(async () => [answers.shift() ?? '127.0.0.2'])
    for (const path of ['/first', '/second'])
      expect(await client.post(`http://rebind.example:${port}${path}`, MESSAGE)).toMatchObject({ status: 200 })
    expect([connections, asked]).toEqual([1, ['/first', '/second']])
  })
})

describe('a redirect to an address that is not public', () => {
  it.each([301, 302, 303, 307, 308])('with %i is an answer like any other', async (status) => {
    const location = `http://127.0.0.1:${port}/secret`
    const { port: redirecting } = await serve((_request, response) => response.writeHead(status, { location }).end())
    const client = clientOfTheInternet(async () => ['127.0.0.1'])
    const answer = await client.post(`http://shop.example:${redirecting}/`, MESSAGE)
    expect(answer).toMatchObject({ status })
    expect([connections, asked]).toEqual([0, []])
  })
})
