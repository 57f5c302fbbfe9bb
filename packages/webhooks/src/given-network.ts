import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { createGuardedClient, type GuardedClientOptions } from './guarded-client.ts'

/** Servers of others, and clients that meet them. Everything is gone after `cleanUp`. */
export function givenNetwork() {
  const cleanups: (() => Promise<unknown>)[] = []

  async function listen(server: TcpServer, host: string): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    return (server.address() as AddressInfo).port
  }

  return {
    async serve(listener: RequestListener, host = '127.0.0.1') {
      const server = createServer(listener)
      const port = await listen(server, host)
      cleanups.push(async () => {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      })
      return { url: `http://127.0.0.1:${port}`, port, server }
    },
    /** A server that says on its connections what `talk` makes it say, HTTP or not. */
    async serveRaw(talk: (socket: Socket) => void): Promise<string> {
      const sockets = new Set<Socket>()
      const server = createTcpServer((socket) => {
        sockets.add(socket)
        socket.on('error', () => {})
        talk(socket)
      })
      const port = await listen(server, '127.0.0.1')
      cleanups.push(async () => {
        for (const socket of sockets) socket.destroy()
        await new Promise((resolve) => server.close(resolve))
      })
      return `http://127.0.0.1:${port}`
    },
    clientWith(options: GuardedClientOptions) {
      const client = createGuardedClient(options)
      cleanups.push(() => client.close())
      return client
    },
    async cleanUp() {
      for (const cleanup of cleanups.splice(0)) await cleanup()
    },
  }
}
