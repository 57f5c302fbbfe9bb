import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { type Direction, type LaneFaults, NO_FAULTS, ProxyLane } from './proxy-lane.ts'

export type CutOptions = {
  /** `reset` (RST, the default) loses the connection; `close` ends it with a clean FIN, as if the answer were whole. */
  readonly ending?: 'reset' | 'close'
  /** The `next` connection alone, which is the default, or `each` one from now on. */
  readonly connections?: 'next' | 'each'
}

type Cut = Required<CutOptions> & { readonly bytes: number }
type Link = { readonly sockets: readonly [client: Socket, upstream: Socket]; readonly lanes: readonly ProxyLane[] }

const DIRECTIONS = ['upstream', 'downstream'] as const
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'redis:': 6379,
  'postgres:': 5432,
  'postgresql:': 5432,
}

/**
 * Stands between a client and a server of the tests and harms what passes: takes the server away or brings it back,
 * delays, slices, cuts and resets. Faults add up, hold for open and new connections, and last until `heal`.
 */
export class FaultProxy {
  readonly #links = new Set<Link>()
  readonly #serverUrl: URL
  readonly #serverPort: number
  #faults: Readonly<Record<Direction, LaneFaults>> = { upstream: NO_FAULTS, downstream: NO_FAULTS }
  #cut: Cut | undefined
  #server: Server | undefined
  #port = 0

  private constructor(serverUrl: string) {
    this.#serverUrl = new URL(serverUrl)
    this.#serverPort = Number(this.#serverUrl.port) || (DEFAULT_PORTS[this.#serverUrl.protocol] ?? 0)
    if (this.#serverPort === 0) throw new Error(`no port is known for ${this.#serverUrl.protocol}`)
  }

  /** @param serverUrl with a port, or of http, https, redis or postgres */
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

  /** Ends every connection and refuses new ones, as a stopped server does. */
  async cut(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    this.#eachSocket((socket) => socket.destroy())
    if (server === undefined) return
    server.close()
    await once(server, 'close')
  }

  /** Listens again, on the same port, without a fault. */
  async restore(): Promise<void> {
    this.heal()
    if (this.#server !== undefined) return
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#link(client))
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
    this.#server = server
  }

  /** Takes all faults away without ending a connection. What was held back goes on at once. */
  heal(): void {
    this.#faults = { upstream: NO_FAULTS, downstream: NO_FAULTS }
    this.#cut = undefined
    for (const { lanes } of this.#links)
      for (const lane of lanes) {
        lane.lift()
        lane.pump()
      }
  }

  /** Passes nothing on any more and keeps every connection open, as a lost network does. */
  silence(direction?: Direction): void {
    this.#change({ isSilent: true }, direction)
  }

  /** Everything arrives so much later, and up to `jitterMs` more; never out of order. */
  delay(delayMs: number, jitterMs = 0, direction?: Direction): void {
    this.#change({ delayMs, jitterMs }, direction)
  }

  /** Slices what passes, wherever that falls: within a character, a CRLF, a frame. */
  trickle(bytesPerChunk: number, everyMs: number, direction?: Direction): void {
    if (!(bytesPerChunk >= 1 && everyMs > 0)) throw new RangeError('a trickle needs at least 1 byte, every so many ms')
    this.#change({ bytesPerChunk, everyMs }, direction)
  }

  /**
   * Cuts a connection that is yet to come once the server has sent so many bytes over it. With 0 the server did what
   * was asked, and nothing of its answer arrives.
   */
  cutAfter(bytes: number, { ending = 'reset', connections = 'next' }: CutOptions = {}): void {
    this.#cut = { bytes, ending, connections }
  }

  /** Loses all connections at once, with RST on both sides. New ones are taken. */
  resetAll(): void {
    this.#eachSocket((socket) => socket.resetAndDestroy())
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.heal()
    await this.cut()
  }

  #change(faults: Partial<LaneFaults>, only?: Direction): void {
    const changed = { ...this.#faults }
    for (const direction of only === undefined ? DIRECTIONS : [only])
      changed[direction] = { ...changed[direction], ...faults }
    this.#faults = changed
  }

  #eachSocket(harm: (socket: Socket) => void): void {
    for (const { sockets } of this.#links) for (const socket of sockets) harm(socket)
  }

  #takeCut(): Cut | undefined {
    const cut = this.#cut
    if (cut?.connections === 'next') this.#cut = undefined
    return cut
  }

  #link(client: Socket): void {
    const cut = this.#takeCut()
    const { hostname } = this.#serverUrl
    const upstream = connect({ host: hostname, port: this.#serverPort, allowHalfOpen: true, noDelay: true })
    const sockets = [client, upstream] as const
    for (const socket of sockets) socket.on('error', () => undefined)
    const lane = (direction: Direction, limitBytes: number) =>
      new ProxyLane({
        direction,
        from: direction === 'upstream' ? client : upstream,
        to: direction === 'upstream' ? upstream : client,
        faults: () => this.#faults[direction],
        limitBytes,
        onLimit: () => end(sockets, cut?.ending ?? 'reset'),
      })
    const unlimited = Number.POSITIVE_INFINITY
    const lanes = [lane('upstream', unlimited), lane('downstream', cut?.bytes ?? unlimited)]
    const link: Link = { sockets, lanes }
    this.#links.add(link)
    for (const socket of sockets)
      socket.on('close', () => {
        if (client.closed && upstream.closed) this.#links.delete(link)
      })
  }
}

function end([client, upstream]: Link['sockets'], ending: Cut['ending']): void {
  if (ending === 'close') client.end()
  else client.resetAndDestroy()
  upstream.destroy()
}
