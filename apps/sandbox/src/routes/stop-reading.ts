import type { FastifyReply, FastifyRequest } from 'fastify'

const DRAIN_MS = 2_000

/**
 * Lets the answer reach a client that is still sending, then cuts it off: a refused upload is not read to its end. Closing
 * at once, with bytes unread, would reset the connection and take the answer from the client again.
 */
export function stopReading({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return
  // Node closes at once behind the answer for a client that will not use the connection again.
  reply.raw.shouldKeepAlive = true
  raw.unpipe()
  raw.resume()
  const timer = setTimeout(() => raw.destroy(), DRAIN_MS)
  timer.unref()
  raw.once('close', () => clearTimeout(timer))
}
