import { Agent, type IncomingMessage, request } from 'node:http'

export type RawRequest = {
  readonly method: string
  /** As it goes over the wire. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer | null
}

export type RawAnswer = {
  readonly status: number
  readonly headers: Headers
  /** Of a stream of events, what came first. */
  readonly body: string
}

export type RawClient = {
  send(what: RawRequest): Promise<RawAnswer>
  close(): void
}

/** Sends what `fetch` would repair or refuse, over connections that are kept. */
export function createRawClient(address: string, connections: number): RawClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(address)
  const once = (what: RawRequest): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const { method, path, headers, body } = what
      const sent = request({ agent, hostname, port, method, path, headers: { ...headers, ...lengthOf(body) } })
      sent.on('response', (answer) => readAnswer(answer).then(resolve, reject))
      // a kept connection may be closed by the other side at the moment in which it is used again
      sent.on('error', (error: NodeJS.ErrnoException) =>
        sent.reusedSocket && error.code === 'ECONNRESET' ? resolve(once(what)) : reject(error),
      )
      sent.end(body ?? undefined)
    })
  return { send: once, close: () => agent.destroy() }
}

const lengthOf = (body: Buffer | null): Record<string, string> =>
  body === null ? {} : { 'content-length': String(body.length) }

/** A stream of events has no end: its first events are enough, or what comes within this time. */
const STREAM_LOOK_MS = 100

async function readAnswer(answer: IncomingMessage): Promise<RawAnswer> {
  const headers = new Headers(
    Object.entries(answer.headersDistinct).flatMap(([name, values]) =>
      (values ?? []).map((value): [string, string] => [name, value]),
    ),
  )
  const chunks: Buffer[] = []
  const isEndless = answer.statusCode === 200 && headers.get('content-type')?.startsWith('text/event-stream')
  const timer = isEndless ? setTimeout(() => answer.destroy(), STREAM_LOOK_MS) : undefined
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (isEndless && chunk.includes('data: ')) answer.destroy()
  })
  await new Promise((resolve) => answer.once('close', resolve))
  clearTimeout(timer)
  return { status: answer.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8') }
}
