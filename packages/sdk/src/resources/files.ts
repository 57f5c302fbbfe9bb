import type { RequestOptions, Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type { QueryOf, StoredFile } from '../types.ts'
import { type UploadOptions, uploadFile } from '../uploads/upload-file.ts'
import type { UploadSource } from '../uploads/upload-source.ts'

export class Files {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /**
   * Sends a photo or clip, never whole in memory; at most 200 MB.
   * @param file in Node `await openAsBlob(path)` or `createReadStream(path)`, in browsers what an input gives. A blob is
   *   sent again when its upload breaks, a stream is not
   * @throws InvalidInputError `unsupported_file`
   */
  upload(file: UploadSource, options?: UploadOptions): Promise<StoredFile> {
    return uploadFile(this.#transport, file, options)
  }

  retrieve(id: string, options?: RequestOptions): Promise<StoredFile> {
    return this.#transport.json({ ...options, path: pathOf(id) })
  }

  /** Newest first. */
  list(query: QueryOf<'listFiles'> = {}, options?: RequestOptions): List<StoredFile> {
    return this.#transport.list('/v1/files', query, options)
  }

  /** @throws ConflictError `file_in_use` */
  delete(id: string, options?: RequestOptions): Promise<void> {
    return this.#transport.delete(pathOf(id), options)
  }

  /** Its bytes: read the `body` as a stream, or whole. The signal ends the body as well. */
  content(id: string, { range, ...options }: ContentOptions = {}): Promise<Response> {
    const headers = range === undefined ? {} : { range: `bytes=${range.firstByte}-${range.lastByte ?? ''}` }
    return this.#transport.open({ ...options, path: `${pathOf(id)}/content`, headers })
  }

  /** A photo as a small WebP, upright; `size` is that of its longest side. @throws InvalidInputError `no_thumbnail` */
  thumbnail(id: string, { size = 320, ...options }: ThumbnailOptions = {}): Promise<Response> {
    return this.#transport.open({ ...options, path: `${pathOf(id)}/thumbnail`, query: { size } })
  }
}

export type ThumbnailOptions = RequestOptions & {
  /** In pixels. */
  readonly size?: 160 | 320 | 640 | undefined
}

export type ContentOptions = RequestOptions & {
  /** Counted from 0, both included; without a last byte up to the end. */
  readonly range?: { readonly firstByte: number; readonly lastByte?: number } | undefined
}

const pathOf = (id: string): string => `/v1/files/${encodeURIComponent(id)}`
