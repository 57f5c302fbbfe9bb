import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import sharp from 'sharp'
import { type NemoRefusal, refuse } from '../errors.ts'
import type { Ffmpeg } from '../rendering/ffmpeg.ts'
import type { MediaFile } from './media-file.ts'
import { MEDIA_TYPES, type MediaType, SNIFF_BYTES, sniffType } from './sniff-type.ts'

export type MediaLimits = { readonly maxUploadBytes: number; readonly maxPhotoPixels: number }

/** Uploaded files on disk. Bytes stream through; the type is judged by the first of them, before the rest arrives. */
export class MediaStore {
  readonly #dir: string
  readonly #limits: MediaLimits
  readonly #ffmpeg: Ffmpeg
  readonly #files = new Map<string, MediaFile>()

  constructor(dir: string, limits: MediaLimits, ffmpeg: Ffmpeg) {
    this.#dir = dir
    this.#limits = limits
    this.#ffmpeg = ffmpeg
  }

  get(id: string): MediaFile | undefined {
    return this.#files.get(id)
  }

  /**
   * Streams one file to disk and looks into it. Nothing is left behind when it is refused.
   * @throws NemoRefusal 4001, 4002
   */
  async receive(filename: string, bytes: AsyncIterable<Uint8Array> | NodeJS.ReadableStream): Promise<MediaFile> {
    await mkdir(this.#dir, { recursive: true })
    const id = `file_${randomBytes(12).toString('hex')}`
    const part = path.join(this.#dir, `${id}.part`)
    const gate = new UploadGate(filename, this.#limits.maxUploadBytes)
    try {
      await pipeline(bytes, gate, createWriteStream(part))
      const type = gate.type ?? sniffType(gate.head)
      if (type === null) throw refuse.fileType(filename)
      const file: MediaFile = {
        id,
        filename,
        type,
        kind: MEDIA_TYPES[type].kind,
        path: path.join(this.#dir, `${id}.${type}`),
        sizeBytes: gate.sizeBytes,
        sha256: gate.hash.digest('hex'),
        ...(await this.#look(filename, type, part)),
      }
      await rename(part, file.path)
      this.#files.set(id, file)
      return file
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }

  restore(files: readonly MediaFile[]): void {
    for (const file of files) this.#files.set(file.id, file)
  }

  /** Forgets files of a call that was refused as a whole. */
  async discard(files: readonly MediaFile[]): Promise<void> {
    for (const file of files) {
      this.#files.delete(file.id)
      await rm(file.path, { force: true })
    }
  }

  async #look(filename: string, type: MediaType, file: string) {
    if (MEDIA_TYPES[type].kind !== 'image') {
      const facts = await this.#ffmpeg.probe(file)
      if (facts === null) throw refuse.fileType(filename)
      return facts
    }
    const facts = await sharp(file, { limitInputPixels: this.#limits.maxPhotoPixels })
      .metadata()
      .catch(() => null)
    if (facts === null) throw refuse.fileType(filename)
    const isTurned = (facts.orientation ?? 1) >= 5
    return {
      width: isTurned ? facts.height : facts.width,
      height: isTurned ? facts.width : facts.height,
      durationMs: null,
      fps: null,
    }
  }
}

/** Counts and hashes what passes; ends the transfer as soon as the type or the size is known to be wrong. */
class UploadGate extends Transform {
  readonly hash = createHash('sha256')
  readonly #filename: string
  readonly #limitBytes: number
  head = Buffer.alloc(0)
  type: MediaType | null = null
  sizeBytes = 0

  constructor(filename: string, limitBytes: number) {
    super()
    this.#filename = filename
    this.#limitBytes = limitBytes
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.sizeBytes += chunk.length
    if (this.head.length < SNIFF_BYTES) {
      this.head = Buffer.concat([this.head, chunk]).subarray(0, SNIFF_BYTES)
      if (this.head.length === SNIFF_BYTES) this.type = sniffType(this.head)
    }
    const refusal = this.#refusal()
    if (refusal === null) this.hash.update(chunk)
    done(refusal, chunk)
  }

  #refusal(): NemoRefusal | null {
    if (this.head.length === SNIFF_BYTES && this.type === null) return refuse.fileType(this.#filename)
    return this.sizeBytes > this.#limitBytes ? refuse.fileSize(this.#filename, this.#limitBytes) : null
  }
}
