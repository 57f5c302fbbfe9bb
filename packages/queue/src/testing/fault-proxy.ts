import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Stands between a client and a server of the tests, and takes the server away or brings it back. */
export class FaultProxy {
  readonly #sockets = new Set<Socket>()
  readonly #serverUrl: URL
  #server: Server | undefined
  #port = 0
  #silent = false

  private constructor(serverUrl: string) {
    this.#serverUrl = new URL(serverUrl)
  }

  static async before(serverUrl: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(serverUrl)
    await proxy.restore()
    return proxy
  }

  /** The server's URL, by way of the proxy. */
  get url(): string {
    const url = new URL(this.#serverUrl)
    url.hostname = '127.0.0.1'
    url.port = String(this.#port)
    return url.href
  }

  /** Cuts every connection and refuses new ones, as a stopped server does. */
  async cut(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    for (const socket of this.#sockets) socket.destroy()
    if (server === undefined) return
    server.close()
    await once(server, 'close')
  }

  /** Listens again, on the same port. */
  async restore(): Promise<void> {
    this.#silent = false
    if (this.#server !== undefined) return
    const server = createServer((client) => this.#forward(client))
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
    this.#server = server
  }

  /** Passes nothing on any more, in either direction, and keeps every connection open, as a lost network does. */
  silence(): void {
    this.#silent = true
  }

  #forward(client: Socket): void {
    const upstream = connect(Number(this.#serverUrl.port || 5432), this.#serverUrl.hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(from)
      from.on('data', (chunk) => {
        if (!this.#silent) to.write(chunk)
      })
      from.on('error', () => undefined)
      from.on('close', () => {
        this.#sockets.delete(from)
        to.destroy()
      })
    }
  }
}
