import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { convertHeicToJpeg } from './convert-heic.ts'
import { inspectMedia } from './inspect-media.ts'
import { sanitizeFilename } from './sanitize-filename.ts'
import type { StagedFile } from './staged-file.ts'
import type { Storage } from './storage.ts'

export type ReceiveOptions = {
  /** What the sender calls it; kept as data, cleaned. */
  readonly filename: string
  readonly maxBytes: number
  readonly signal?: AbortSignal
}

/** A checked medium, still staged: commit it under a key of its own, or discard it. */
export type ReceivedMedia = {
  readonly staged: StagedFile
  readonly filename: string
  readonly contentType: string
  /** In pixels; null for sound, and for clips that do not tell. */
  readonly width: number | null
  readonly height: number | null
}

/**
 * Takes a medium in: to local disk, checked by its content, HEIC turned into JPEG of the same pixel size.
 * Whatever goes wrong, nothing is left behind.
 * @throws StorageError and MediaError as `stage`, `inspectMedia` and `convertHeicToJpeg` do
 */
export async function receiveMedia(
  storage: Storage,
  stream: Readable,
  options: ReceiveOptions,
): Promise<ReceivedMedia> {
  const staged = await storage.stage(stream, limitsOf(options))
  try {
    const facts = await inspectMedia(staged.path, { declaredName: options.filename })
    const filename = sanitizeFilename(options.filename)
    if (facts.extension === 'heic') return await asJpeg(storage, staged, filename, options)
    return { staged, filename, contentType: facts.contentType, width: facts.width, height: facts.height }
  } catch (error) {
    await staged.discard()
    throw error
  }
}

async function asJpeg(
  storage: Storage,
  heic: StagedFile,
  filename: string,
  options: ReceiveOptions,
): Promise<ReceivedMedia> {
  const jpegPath = `${heic.path}.jpg`
  try {
    const size = await convertHeicToJpeg(heic.path, jpegPath, limitsOf(options))
    const staged = await storage.stage(createReadStream(jpegPath), limitsOf(options))
    await heic.discard()
    return { staged, filename: `${filename.replace(/\.hei[cf]s?$/i, '')}.jpg`, contentType: 'image/jpeg', ...size }
  } finally {
    await rm(jpegPath, { force: true })
  }
}

const limitsOf = ({ maxBytes, signal }: ReceiveOptions) => (signal === undefined ? { maxBytes } : { maxBytes, signal })
