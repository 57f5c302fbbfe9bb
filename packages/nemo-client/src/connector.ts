import type { Socket } from 'node:net'
import { buildConnector } from 'undici'

/** What a write meets once the other side has closed the connection. */
const CLOSED_BY_THE_OTHER_SIDE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET'])

/** Opens connections whose last answer is read even when the other side closed them while it was still being written to. */
export function createConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options)
  return (target, callback) =>
    connect(target, (...result) => {
      if (result[0] === null) readBeforeFailing(result[1])
      callback(...result)
    })
}

type Write = (error?: Error | null) => void

/**
 * A server may refuse a request of which it has the head alone, and close the connection. By the time that a write fails
 * of it the refusal has arrived, and Node would throw it away with the socket: a refused token would look like a broken
 * connection. So such a write is left open until all that came has been read; the end of that ends the socket.
 */
function readBeforeFailing(socket: Socket): void {
  const afterReading =
    (done: Write): Write =>
    (error) => {
      const code = error && 'code' in error ? String(error.code) : undefined
      if (CLOSED_BY_THE_OTHER_SIDE.has(code) && !socket.readableEnded) socket.once('end', () => done(error))
      else done(error)
    }
  const write = socket._write.bind(socket)
  const writeMany = socket._writev?.bind(socket)
  socket._write = (chunk, encoding, done) => write(chunk, encoding, afterReading(done))
  if (writeMany !== undefined) socket._writev = (chunks, done) => writeMany(chunks, afterReading(done))
}
