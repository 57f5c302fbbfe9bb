import type { Readable } from 'node:stream'

/** Reads a body up to a limit; null when it is longer, with the rest never read. */
export async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.byteLength
    if (length > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Drops a body and, when it is not at its end, its connection: an error that this makes is nobody's concern. */
export function discardBody(body: Readable): void {
  body.on('error', () => {})
  body.destroy()
}
