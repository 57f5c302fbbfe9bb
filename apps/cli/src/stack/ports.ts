import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { StackError } from './errors.ts'

/** The port that listening on `port` gives (0 takes a free one), or null when it is taken. */
const tryPort = (host: string, port: number): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null)
      else
        reject(new StackError('port_taken', `cannot listen on ${host} port ${port}: ${error.code}`, { cause: error }))
    })
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      const given = typeof address === 'object' && address !== null ? address.port : port
      server.close(() => resolve(given))
    })
  })

/**
 * Waits for the port: the processes of a run that was killed may take a few seconds to notice.
 * @throws StackError when it stays taken
 */
export async function claimPort(host: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<number> {
  const deadlineAt = Date.now() + timeoutMs
  for (;;) {
    const given = await tryPort(host, port)
    if (given !== null) return given
    if (Date.now() >= deadlineAt)
      throw new StackError(
        'port_taken',
        `Port ${port} on ${host} is taken by another program: set PORT to another one.`,
      )
    await sleep(200, undefined, { signal })
  }
}

/** The same port as `preferred` when it is free, else any free one. */
export const claimPortLike = async (host: string, preferred: number): Promise<number> =>
  (await tryPort(host, preferred)) ?? (await tryPort(host, 0)) ?? preferred
