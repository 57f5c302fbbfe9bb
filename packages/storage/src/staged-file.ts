import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { newId } from '@nemo-batch/runtime'
import { errnoOf, StorageError } from './storage-error.ts'

/** A whole file on local disk that nobody is served yet. */
export type StagedFile = {
  readonly path: string
  readonly sizeBytes: number
  /** Hexadecimal, of exactly the bytes on disk. */
  readonly sha256: string
  /** Removes it; nothing happens when it was committed or discarded before. */
  discard(): Promise<void>
}

export type StageOptions = { readonly maxBytes: number; readonly signal?: AbortSignal }

const PART_SUFFIX = '.part'

/** Writes a stream to a new `.part` file in `incoming`; see `Storage.stage`. */
export async function stageStream(incoming: string, stream: Readable, options: StageOptions): Promise<StagedFile> {
  const path = join(incoming, `${newId('part')}${PART_SUFFIX}`)
  const discard = () => rm(path, { force: true })
  const hash = createHash('sha256')
  let sizeBytes = 0
  async function* measure(chunks: AsyncIterable<Uint8Array | string>) {
    for await (const chunk of chunks) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      sizeBytes += bytes.length
      if (sizeBytes > options.maxBytes)
        throw new StorageError('file_too_large', `The file is larger than ${options.maxBytes} bytes`)
      hash.update(bytes)
      yield bytes
    }
  }
  try {
    await mkdir(incoming, { recursive: true })
    // Opened ahead of the pipeline: a file that it opened late could appear after the clean-up below.
    const file = await open(path, 'wx', 0o600)
    const pipelineOptions = options.signal === undefined ? {} : { signal: options.signal }
    await pipeline(stream, measure, file.createWriteStream(), pipelineOptions)
    if (sizeBytes === 0) throw new StorageError('empty_file', 'The file is empty')
    return { path, sizeBytes, sha256: hash.digest('hex'), discard }
  } catch (error) {
    stream.destroy()
    await discard()
    options.signal?.throwIfAborted()
    throw errnoOf(error) === 'ENOSPC' ? new StorageError('storage_full', 'The disk is full', error) : error
  }
}

/**
 * Removes what a killed process left behind.
 * @returns how many files went
 */
export async function sweepStaged(incoming: string, olderThanMs: number, now: number): Promise<number> {
  const names = await readdir(incoming).catch((error) => {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  })
  let removed = 0
  for (const name of names.filter((candidate) => candidate.endsWith(PART_SUFFIX))) {
    const path = join(incoming, name)
    const found = await stat(path).catch(() => null)
    if (found === null || now - found.mtimeMs < olderThanMs) continue
    await rm(path, { force: true })
    removed++
  }
  return removed
}
