import { type CreateOptions, newKey, type Transport } from '../http/transport.ts'
import type { StoredFile } from '../types.ts'
import { multipartOf } from './multipart.ts'
import { hasXhr, sendWithXhr } from './send-with-xhr.ts'
import { type OpenedSource, openSource, type UploadProgress, type UploadSource } from './upload-source.ts'

export type UploadOptions = CreateOptions & {
  /** Of a file by itself; `upload` otherwise. */
  readonly filename?: string | undefined
  /** What it is said to be; the service looks for itself. */
  readonly contentType?: string | undefined
  /** How long a stream is, for its progress. */
  readonly sizeBytes?: number | undefined
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
}

const PATH = '/v1/files'

/** Sends one file in a form. A stream is sent once: without a second reading there is no second try. */
export function uploadFile(
  transport: Transport,
  source: UploadSource,
  options: UploadOptions = {},
): Promise<StoredFile> {
  const opened = openSource(source, options.sizeBytes ?? null)
  const part = {
    filename: options.filename ?? opened.name ?? 'upload',
    contentType: (options.contentType ?? opened.type ?? '').replace(/[^\x20-\x7e]/g, '') || 'application/octet-stream',
  }
  const call = {
    ...{ method: 'POST' as const, path: PATH, signal: options.signal, timeoutMs: options.timeoutMs },
    idempotencyKey: options.idempotencyKey ?? newKey(),
    ...(opened.isRepeatable ? {} : { maxRetries: 0 }),
  }
  return hasXhr()
    ? uploadForm(transport, call, opened, part, options)
    : uploadStream(transport, call, opened, part, options)
}

type UploadCall = Parameters<Transport['json']>[0]
type Part = { readonly filename: string; readonly contentType: string }

function uploadStream(
  transport: Transport,
  call: UploadCall,
  opened: OpenedSource,
  part: Part,
  { onProgress }: UploadOptions,
): Promise<StoredFile> {
  const boundary = `nemo-batch-${newKey()}`
  return transport.json<StoredFile>({
    ...call,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: (attempt) => {
      let sentBytes = 0
      return multipartOf(part, opened.open(), boundary, (sizeBytes) => {
        attempt.alive()
        sentBytes += sizeBytes
        onProgress?.({ sentBytes, totalBytes: opened.sizeBytes })
      })
    },
  })
}

async function uploadForm(
  transport: Transport,
  call: UploadCall,
  opened: OpenedSource,
  { filename, contentType }: Part,
  { onProgress }: UploadOptions,
): Promise<StoredFile> {
  const blob = await opened.blob()
  const form = new FormData()
  form.append('file', blob.type === contentType ? blob : blob.slice(0, blob.size, contentType), filename)
  let alive = (): void => undefined
  return transport.json<StoredFile>({
    ...call,
    body: (attempt) => {
      alive = () => attempt.alive()
      return form
    },
    via: sendWithXhr((sent, total) => {
      alive()
      // the form's own bytes are not the file's
      onProgress?.({ sentBytes: Math.max(0, Math.min(blob.size, sent - (total - blob.size))), totalBytes: blob.size })
    }),
  })
}
