import { toStream } from './upload-source.ts'

export type FilePart = { readonly filename: string; readonly contentType: string }

/** A blob in memory comes in one piece, and nobody would see it go. */
const PIECE_BYTES = 64 * 1024

/** A form of one file, as a stream that is never whole in memory. `onPiece` is told of each piece that was taken. */
export function multipartOf(
  part: FilePart,
  pieces: AsyncIterable<Uint8Array>,
  boundary: string,
  onPiece: (sizeBytes: number) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  async function* whole(): AsyncGenerator<Uint8Array, void, undefined> {
    yield encoder.encode(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escaped(part.filename)}"\r\n` +
        `Content-Type: ${part.contentType}\r\n\r\n`,
    )
    for await (const large of pieces)
      for (let from = 0; from < large.length; from += PIECE_BYTES) {
        const piece = large.subarray(from, from + PIECE_BYTES)
        yield piece
        onPiece(piece.length)
      }
    yield encoder.encode(`\r\n--${boundary}--\r\n`)
  }
  return toStream(whole())
}

/** As browsers write names into forms. */
const escaped = (name: string): string => name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
