import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LINGER_MS, SLOW_BYTES_PER_SECOND, SLOW_WINDOW_MS } from '../limits.ts'

/** Whether this request is read as fast as it comes; while it is not, slowness is our own. */
const isWaitingForClient = ({ raw }: FastifyRequest): boolean => !raw.complete && !raw.isPaused()

/**
 * Ends connections whose body trickles in, and those whose refused body does not come to an end.
 * One fixed time would be too long for a small body and too short for 4 GiB.
 */
export function endSlowBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const { raw } = request
    if (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined) return
    let seenBytes = raw.socket.bytesRead
    const timer = setInterval(() => {
      const cameBytes = raw.socket.bytesRead - seenBytes
      seenBytes = raw.socket.bytesRead
      if (isWaitingForClient(request) && cameBytes < (SLOW_BYTES_PER_SECOND * SLOW_WINDOW_MS) / 1_000)
        raw.socket.destroy()
    }, SLOW_WINDOW_MS)
    timer.unref()
    const stop = (): void => clearInterval(timer)
    raw.once('end', stop)
    raw.once('close', stop)
  })
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete || raw.destroyed) return
    const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS)
    timer.unref()
    raw.once('end', () => clearTimeout(timer))
    raw.once('close', () => clearTimeout(timer))
    raw.resume()
  })
}
