import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'

/** A file to send. `open` is called once, when the file's turn comes, and must give exactly `sizeBytes` bytes. */
export type FilePart = {
  readonly filename: string
  readonly contentType: string
  readonly sizeBytes: number
  readonly open: () => Readable | Promise<Readable>
}

export type Multipart = {
  readonly body: Readable
  readonly contentType: string
  readonly lengthBytes: number
  /** What went wrong in reading a file, as opposed to in sending it; null when nothing did. */
  readonly sourceFault: () => { readonly cause: unknown } | null
  /** Ends the body and the file being read, wherever they are. */
  readonly close: () => void
}

const END_OF_LINE = Buffer.from('\r\n')

/** Builds a multipart body of fields `files` as a stream whose length is known before anything is read. */
export function createMultipart(files: readonly FilePart[]): Multipart {
  const boundary = `nemo-batch-${randomUUID()}`
  const parts = files.map((file) => ({ file, head: Buffer.from(partHead(boundary, file)) }))
  const tail = Buffer.from(`--${boundary}--\r\n`)
  const lengthBytes = parts.reduce(
    (sum, { head, file }) => sum + head.byteLength + file.sizeBytes + END_OF_LINE.byteLength,
    tail.byteLength,
  )
  let fault: { readonly cause: unknown } | null = null
  let current: Readable | null = null
  let isClosed = false

  async function* write(): AsyncGenerator<Uint8Array> {
    for (const { head, file } of parts) {
      yield head
      try {
        current = await file.open()
        if (isClosed) current.destroy()
        yield* exactBytes(file, current)
      } catch (cause) {
        fault = { cause }
        throw cause
      }
      yield END_OF_LINE
    }
    yield tail
  }

  const body = Readable.from(write(), { objectMode: false })
  return {
    body,
    contentType: `multipart/form-data; boundary=${boundary}`,
    lengthBytes,
    sourceFault: () => fault,
    close: () => {
      isClosed = true
      // Destroying the body alone would wait for the file's next bytes, which may never come.
      current?.on('error', () => {}).destroy()
      body.on('error', () => {}).destroy()
    },
  }
}

/** The bytes of one file, refusing one that changed its size: the announced length is already on the wire. */
async function* exactBytes({ filename, sizeBytes }: FilePart, source: Readable): AsyncGenerator<Uint8Array> {
  let sentBytes = 0
  try {
    for await (const chunk of source) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      sentBytes += bytes.byteLength
      if (sentBytes > sizeBytes) break
      yield bytes
    }
  } finally {
    source.destroy()
  }
  if (sentBytes !== sizeBytes) throw new RangeError(`${partName(filename)} is not ${sizeBytes} bytes long as announced`)
}

function partHead(boundary: string, { filename, contentType }: FilePart): string {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? contentType : 'application/octet-stream'
  return `--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="${partName(filename)}"\r\ncontent-type: ${type}\r\n\r\n`
}

/** A file name inside a header: quotes escaped as browsers do, control characters gone. */
function partName(filename: string): string {
  return filename
    .toWellFormed()
    .replace(/\p{Cc}/gu, '')
    .replaceAll('"', '%22')
}
