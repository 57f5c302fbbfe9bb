import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createNemoClient, type NemoClient } from '../client.ts'
import type { Timeouts } from '../options.ts'

type Received = { method: string; path: string; headers: IncomingMessage['headers']; body: string }
export type Script = (request: IncomingMessage, response: ServerResponse, body: string) => void | Promise<void>

/** A real HTTP server on this machine that answers as the test says, and the requests that reached it. */
export type ScriptedNemo = {
  url: string
  received: Received[]
  /** Says how every request from now on is answered. */
  script: (answer: Script) => void
  client: (options?: { apiUrl?: string; timeouts?: Partial<Timeouts>; maxJsonBytes?: number }) => NemoClient
  /** Forgets what was received and closes the clients made so far, with their idle connections. */
  reset: () => Promise<void>
  openSockets: () => Promise<number>
  close: () => Promise<void>
}

export async function startScriptedNemo(options: { readsBodies?: boolean } = {}): Promise<ScriptedNemo> {
  const received: Received[] = []
  const clients: NemoClient[] = []
  let answer: Script = (_request, response) => json({ code: 0, data: {} })(_request, response, '')
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const entry = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: '' }
    received.push(entry)
    if (options.readsBodies !== false) entry.body = (await buffer(request)).toString('latin1')
    await answer(request, response, Buffer.from(entry.body, 'latin1').toString('utf8'))
  }
  const server = createServer((request, response) => {
    request.on('error', () => {})
    serve(request, response).catch((error: unknown) => {
      // A client that gives up half way is what some tests are about; it may even be a test that is over.
      if (!request.destroyed) throw error
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const reset = async (): Promise<void> => {
    received.length = 0
    await Promise.all(clients.splice(0).map((client) => client.close()))
  }
  return {
    url,
    received,
    reset,
    script: (next) => {
      answer = next
    },
    client: (extra = {}) => {
      const client = createNemoClient({
        apiUrl: url,
        webUrl: 'https://web.example',
        attribution: { source: 'nemo-batch', version: '1.2.3', platform: 'test' },
        ...extra,
      })
      clients.push(client)
      return client
    },
    openSockets: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: async () => {
      await reset()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Script {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** An event stream of these chunks, closed after the last. */
export function stream(...chunks: string[]): Script {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const chunk of chunks) response.write(chunk)
    response.end()
  }
}

export const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`
