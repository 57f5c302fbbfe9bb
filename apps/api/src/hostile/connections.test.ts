import { connect, type Socket } from 'node:net'
import { batchSchema, createdApiKeySchema, problemSchema } from '@nemo-batch/contracts'
import { afterAll, beforeAll, it } from 'vitest'
import { SSE_STREAMS, SSE_STREAMS_PER_KEY } from '../limits.ts'
import { type ApiProcess, startApiProcess } from '../testing/api-process.ts'

/** What the descriptors of a machine usually allow two processes to hold between them. */
const IDLE_SOCKETS = 10_000
const SLOW_SOCKETS = 20

let api: ApiProcess
/** Whose event streams are all taken, while those of the other one are needed. */
let fullApi: ApiProcess
beforeAll(async () => {
  ;[api, fullApi] = await Promise.all([startApiProcess(), startApiProcess()])
}, 60_000)
afterAll(() => Promise.all([api.stop(), fullApi.stop()]))

type Held = { readonly socket: Socket; readonly begins: Promise<string>; readonly isCut: Promise<string> }

/** A connection that is held as long as the other side lets it. `begins` gives the first line, `isCut` all that came. */
function hold({ address }: ApiProcess, greeting: string): Promise<Held> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      let text = ''
      const { promise: begins, resolve: begin } = Promise.withResolvers<string>()
      socket.on('data', (chunk) => {
        text += chunk.toString()
        begin(text.split('\r\n', 1)[0] ?? '')
      })
      const isCut = new Promise<string>((settle) => socket.once('close', () => settle(text)))
      socket.on('error', () => undefined)
      if (greeting !== '') socket.write(greeting)
      resolve({ socket, begins, isCut })
    })
    socket.once('error', reject)
  })
}

const holdMany = (count: number, greeting: string, of = api): Promise<Held[]> =>
  Promise.all(Array.from({ length: count }, () => hold(of, greeting)))

/** A byte a second, for ever. */
function trickle(held: readonly Held[]): NodeJS.Timeout {
  return setInterval(() => {
    for (const { socket } of held) if (socket.writable) socket.write('x')
  }, 1_000)
}

/** Until the stream has said so often that it is there. */
async function hearComments(path: string, count: number): Promise<string> {
  const answer = await api.call(path, { headers: { accept: 'text/event-stream' } })
  let text = ''
  for await (const piece of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += piece
    if (text.split(': still here').length > count) break
  }
  return text
}

const postJson = (path: string, body: object, to = api): Promise<Response> =>
  to.call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** Of a batch that nothing happens to. */
async function givenEvents(of = api): Promise<string> {
  const job = { media: ['https://shop.example/a.jpg'], instruction: 'x' }
  const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString()
  const answer = await postJson('/v1/batches', { jobs: [job], scheduled_at: tomorrow }, of)
  return batchSchema.parse(await answer.json()).links.events
}

it.concurrent('opens so many event streams for all keys together, and serves everything else meanwhile', async ({
  expect,
}) => {
  const path = await givenEvents(fullApi)
  const open: Held[] = []
  for (let key = 0; key < SSE_STREAMS / SSE_STREAMS_PER_KEY; key++) {
    const made = await postJson('/v1/api-keys', { name: `${key}`, scopes: ['jobs:read'] }, fullApi)
    const request = [`GET ${path} HTTP/1.1`, 'Host: shop', 'Accept: text/event-stream']
    const authorization = `Authorization: Bearer ${createdApiKeySchema.parse(await made.json()).key}`
    const streams = await holdMany(SSE_STREAMS_PER_KEY, [...request, authorization, '', ''].join('\r\n'), fullApi)
    expect(await Promise.all(streams.map(({ begins }) => begins))).toEqual(streams.map(() => 'HTTP/1.1 200 OK'))
    open.push(...streams)
  }
  const refused = await fullApi.call(path, { headers: { accept: 'text/event-stream' } })
  expect([refused.status, problemSchema.parse(await refused.json()).code]).toEqual([503, 'overloaded'])
  expect((await fullApi.call('/v1/jobs')).status).toBe(200)
  for (const { socket } of open) socket.destroy()
}, 90_000)

it.concurrent('tells a silent event stream that it is still there', async ({ expect }) => {
  expect(await hearComments(await givenEvents(), 1)).toMatch(
    /^: connected\n\n(id: .*\nevent: .*\ndata: .*\n\n)+: still here\n\n$/,
  )
}, 90_000)

it.concurrent('cuts idle sockets, slow headers and slow bodies, and serves everybody else meanwhile', async ({
  expect,
}) => {
  const idle: Held[] = []
  while (idle.length < IDLE_SOCKETS) idle.push(...(await holdMany(500, '')))
  const slowHeaders = await holdMany(SLOW_SOCKETS, 'GET /v1/system HTTP/1.1\r\nHost: shop\r\nX-A: ')
  const head = ['POST /v1/batches HTTP/1.1', 'Host: shop', `Authorization: Bearer ${api.key}`]
  const json = ['Content-Type: application/json', 'Content-Length: 100000', '', '{']
  const upload = ['Content-Type: multipart/form-data; boundary=x', 'Content-Length: 100000', '', '--x\r\n']
  const slowBodies = [
    ...(await holdMany(SLOW_SOCKETS, [...head, ...json].join('\r\n'))),
    ...(await holdMany(SLOW_SOCKETS, [...head, ...upload].join('\r\n'))),
  ]
  const drops = trickle([...slowHeaders, ...slowBodies])
  const isOver = { value: false }
  const all = Promise.all([...idle, ...slowHeaders, ...slowBodies].map(({ isCut }) => isCut))
  void all.then(() => {
    isOver.value = true
  })
  const served: number[] = []
  while (!isOver.value) {
    served.push((await api.call('/v1/batches?limit=1')).status)
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 200))])
  }
  clearInterval(drops)
  expect(new Set(served)).toEqual(new Set([200]))
  const last = await Promise.all(slowHeaders.map(({ isCut }) => isCut))
  expect(last.every((text) => text.includes('408') && text.includes('request_timeout'))).toBe(true)
}, 90_000)
