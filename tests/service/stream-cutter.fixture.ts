import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type StreamEnding = 'reset' | 'close'
export type Cut = { readonly afterBytes: number; readonly ending: StreamEnding }

export type StreamCutter = {
  readonly url: string
  /** Bytes of the last answer to a message that was let pass, its head included. */
  wholeBytes(): number
  /** How many answers were cut so far. */
  cuts(): number
  close(): Promise<void>
}

/**
 * Stands before the provider and cuts the answers to messages, and nothing else. Which message is to be cut, and where,
 * is said by `cutOf` on reading its request: messages of many jobs are under way at the same time.
 */
export async function cutStreams(serverUrl: string, cutOf: (request: string) => Cut | null): Promise<StreamCutter> {
  const { port } = new URL(serverUrl)
  const open = new Set<Socket>()
  let wholeBytes = 0
  let cuts = 0
  const server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1')
    for (const socket of [client, upstream]) {
      open.add(socket.setNoDelay(true))
      socket.on('error', () => undefined).on('close', () => open.delete(socket))
    }
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.end())
    let request = ''
    let sent = 0
    client.on('data', (chunk) => {
      if (request.length < 65_536) request += chunk.toString('latin1')
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      // the whole request has come by the time it is answered
      const isMessage = request.startsWith('POST /run_sse')
      const cut = isMessage ? cutOf(request) : null
      const left = (cut?.afterBytes ?? Number.POSITIVE_INFINITY) - sent
      sent += chunk.length
      if (isMessage && cut === null) wholeBytes = sent
      if (chunk.length <= left) client.write(chunk)
      else {
        cuts += 1
        end(client, upstream, chunk.subarray(0, left), cut?.ending ?? 'reset')
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    wholeBytes: () => wholeBytes,
    cuts: () => cuts,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function end(client: Socket, upstream: Socket, last: Buffer, ending: StreamEnding): void {
  upstream.removeAllListeners('data').destroy()
  if (ending === 'close') client.end(last)
  else client.write(last, () => client.resetAndDestroy())
}
