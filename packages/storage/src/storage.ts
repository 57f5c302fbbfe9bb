import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { openLocalFiles } from './local-files.ts'
import { openS3Files } from './s3-files.ts'
import { type StagedFile, type StageOptions, stageStream, sweepStaged } from './staged-file.ts'
import { checkKey } from './storage-key.ts'

export type StoredFile = { readonly sizeBytes: number; readonly modifiedAt: Date }

/** The bytes to read, both ends included, as in an HTTP `Range`; `end` beyond the file means its last byte. */
export type ByteRange = { readonly start?: number; readonly end?: number }

/** A place for whole files under checked keys. A file is there completely or not at all. */
export type FilePlace = {
  put(staged: StagedFile, key: string): Promise<void>
  open(key: string, range: ByteRange): Promise<Readable>
  stat(key: string): Promise<StoredFile | null>
  remove(key: string): Promise<void>
}

export type Storage = {
  /**
   * Takes a stream to local disk, hashing on the way and never holding it in memory. The stream is destroyed and the
   * file removed on every failure.
   * @throws StorageError `file_too_large` as soon as the limit is passed, `empty_file`, `storage_full`; the reason of
   * `signal`; whatever the stream failed with
   */
  stage(stream: Readable, options: StageOptions): Promise<StagedFile>
  /** Makes a staged file durable under its key and takes it out of staging. Committing a key again replaces it whole. */
  commit(staged: StagedFile, key: string): Promise<void>
  /** @throws StorageError `not_found`, `invalid_range` before a byte flows */
  open(key: string, range?: ByteRange): Promise<Readable>
  /** @returns null when there is no such file */
  stat(key: string): Promise<StoredFile | null>
  /** A file that is not there is no error. */
  remove(key: string): Promise<void>
  /** Removes staged files that nobody has written to for so long. @returns how many */
  sweepIncoming(olderThanMs: number): Promise<number>
}

export type StorageOptions = {
  readonly dataDir: string
  /** `s3://bucket?region=…&endpoint=…`; files under `<dataDir>/files` when not given. */
  readonly storageUrl?: string
}

/** @throws StorageError `invalid_storage_url` */
export function createStorage({ dataDir, storageUrl }: StorageOptions): Storage {
  const incoming = join(dataDir, 'incoming')
  const place = storageUrl === undefined ? openLocalFiles(join(dataDir, 'files')) : openS3Files(storageUrl)
  return {
    stage: (stream, options) => stageStream(incoming, stream, options),
    async commit(staged, key) {
      await place.put(staged, checkKey(key))
      await staged.discard()
    },
    open: async (key, range = {}) => place.open(checkKey(key), range),
    stat: async (key) => place.stat(checkKey(key)),
    remove: async (key) => place.remove(checkKey(key)),
    sweepIncoming: (olderThanMs) => sweepStaged(incoming, olderThanMs, Date.now()),
  }
}
