import type { FastifyRequest } from 'fastify'

/** Longer than a busy machine stands still: cut off before it has been read, the answer is lost to the client. */
const DRAIN_MS = 15_000

/**
 * Lets the answer reach a client that is still sending, then cuts it off: a refused upload is not read to its end. Closing
 * at once, with bytes unread, would reset the connection and take the answer from the client again.
 */
export function stopReading({ raw }: FastifyRequest): void {
  if (raw.complete) return
  raw.unpipe()
  raw.resume()
  const timer = setTimeout(() => raw.destroy(), DRAIN_MS)
  timer.unref()
  raw.once('close', () => clearTimeout(timer))
}
