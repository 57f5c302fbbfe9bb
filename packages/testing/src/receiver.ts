import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request as it came in. */
export type Received = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** The raw bytes. */
  readonly body: Buffer
}

export type Receiver = {
  /** Its base, without a slash at the end. */
  readonly url: string
  /** In the order in which they came; those that are answered by a script as well. */
  readonly received: readonly Received[]
  close(): Promise<void>
}

/** @param count how many have come, with this one */
export type ReceiverScript = (response: ServerResponse, received: Received, count: number) => void

/** An HTTP server on 127.0.0.1 that remembers what it is sent, and answers 204 or by a script. */
export async function startReceiver(script?: ReceiverScript): Promise<Receiver> {
  const received: Received[] = []
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    )
    const one = { path: request.url ?? '', headers, body }
    received.push(one)
    if (script === undefined) response.writeHead(204).end()
    else script(response, one, received.length)
  }
  const server = createServer((request, response) => {
    // what was cut off is no request
    take(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
