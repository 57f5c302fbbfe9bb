import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ApiProcess, startApiProcess } from './api-process.fixture.ts'

/** What the descriptors of a machine usually allow two processes to hold between them. */
const IDLE_SOCKETS = 10_000
const SLOW_SOCKETS = 20

let api: ApiProcess
beforeAll(async () => {
  api = await startApiProcess()
})
afterAll(() => api.stop())

type Held = { readonly socket: Socket; readonly isCut: Promise<string> }

/** A connection that is held as long as the other side lets it. `isCut` gives what came before its end. */
function hold(greeting: string): Promise<Held> {
  const { hostname, port } = new URL(api.address)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString()))
      const isCut = new Promise<string>((settle) => socket.once('close', () => settle(text)))
      socket.on('error', () => undefined)
      if (greeting !== '') socket.write(greeting)
      resolve({ socket, isCut })
    })
    socket.once('error', reject)
  })
}

const holdMany = (count: number, greeting: string): Promise<Held[]> =>
  Promise.all(Array.from({ length: count }, () => hold(greeting)))

/** A byte a second, for ever. */
function trickle(held: readonly Held[]): NodeJS.Timeout {
  return setInterval(() => {
    for (const { socket } of held) if (socket.writable) socket.write('x')
  }, 1_000)
}

it('cuts idle sockets, slow headers and slow bodies, and serves everybody else meanwhile', async () => {
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
