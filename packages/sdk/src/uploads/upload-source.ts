/** A file as it lies there, or bytes as they come; Node's `fs.createReadStream()` and `fs.openAsBlob()` are such. */
export type UploadSource = Blob | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

export type UploadProgress = {
  readonly sentBytes: number
  /** null for a stream whose `sizeBytes` was not given. */
  readonly totalBytes: number | null
}

export type OpenedSource = {
  readonly sizeBytes: number | null
  readonly name: string | null
  readonly type: string | null
  /** A stream can be read once, so that its upload cannot be tried again. */
  readonly isRepeatable: boolean
  /** The bytes, from the first one on. */
  open(): AsyncIterable<Uint8Array>
  /** All of it, for browsers: they keep large ones on disk. */
  blob(): Promise<Blob>
}

export function openSource(source: UploadSource, sizeBytes: number | null): OpenedSource {
  if (source instanceof Blob) return openBlob(source)
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) return openBlob(new Blob([bytesOf(source)]))
  return {
    ...{ sizeBytes, name: null, type: null, isRepeatable: false },
    open: () => ('getReader' in source ? readAll(source) : source),
    blob: () => new Response('getReader' in source ? source : toStream(source)).blob(),
  }
}

const openBlob = (blob: Blob): OpenedSource => ({
  sizeBytes: blob.size,
  name: 'name' in blob && typeof blob.name === 'string' ? blob.name : null,
  type: blob.type === '' ? null : blob.type,
  isRepeatable: true,
  open: () => readAll(blob.stream()),
  blob: async () => blob,
})

/** Not every browser can iterate over a stream by itself. */
async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** Asks for the next piece only when the reader wants it. */
export function toStream(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(bytesOf(value))
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

/** Web streams and blobs take no shared memory. */
const bytesOf = (bytes: Uint8Array | ArrayBuffer): Uint8Array<ArrayBuffer> => {
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes)
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
}
