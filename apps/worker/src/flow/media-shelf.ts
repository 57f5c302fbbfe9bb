import type { Readable } from 'node:stream'
import { type Database, type Job, type JobMedia, type NewFile, openProject } from '@nemo-batch/database'
import type { JobErrorCode, PhotoSize } from '@nemo-batch/domain'
import { newId } from '@nemo-batch/runtime'
import { MediaError, receiveMedia, type Storage, StorageError, storageKey } from '@nemo-batch/storage'
import { AddressGuardError, type GuardedClient } from '@nemo-batch/webhooks'

/** A medium that cannot be sent as it is. */
export class MediaRefused extends Error {
  readonly code: JobErrorCode
  /** Whether the caller's server may well answer a moment later. */
  readonly isPassing: boolean
  constructor(code: JobErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
    this.isPassing = cause instanceof AddressGuardError && isPassing(cause)
  }
}

const TOO_MANY_REQUESTS = 429

const isPassing = ({ code, status = 0 }: AddressGuardError): boolean =>
  code === 'unreachable' ||
  code === 'timeout' ||
  (code === 'bad_status' && (status >= 500 || status === TOO_MANY_REQUESTS))

export type ShelvedFile = {
  readonly file: NewFile
  /** True when it was fetched just now: its row is yet to be written. */
  readonly isNew: boolean
  readonly open: () => Promise<Readable>
}

/** Where a stage gets the bytes of a medium from: our storage, or the caller's address, fetched and checked once. */
export type MediaShelf = {
  fileFor(job: Job, media: JobMedia, signal: AbortSignal): Promise<ShelvedFile>
  /** How large those of them are that are photos, as far as our storage knows. */
  photoSizes(job: Job, media: readonly JobMedia[]): Promise<PhotoSize[]>
}

const MAX_MEDIA_BYTES = 200 * 1024 * 1024
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000

export function createMediaShelf(deps: {
  readonly db: Database
  readonly storage: Storage
  readonly guarded: GuardedClient
}): MediaShelf {
  const { db, storage, guarded } = deps
  return {
    async fileFor(job, media, signal) {
      const kept = media.fileId === null ? null : await openProject(db, job.projectId).findFile(media.fileId)
      if (kept !== null) return { file: kept, isNew: false, open: () => storage.open(kept.storageKey) }
      if (media.sourceUrl === null)
        throw new MediaRefused('media_unreachable', `The file ${media.fileId} was deleted before it could be sent.`)
      const url = media.sourceUrl
      const file = await refusing(url, () => fetchMedia(url, job, signal))
      return { file, isNew: true, open: () => storage.open(file.storageKey) }
    },
    async photoSizes(job, media) {
      const fileIds = media.flatMap(({ fileId }) => fileId ?? [])
      const files = await openProject(db, job.projectId).findFiles(fileIds)
      return [...files.values()].flatMap(({ contentType, width, height }) =>
        contentType.startsWith('image/') && width !== null && height !== null ? [{ width, height }] : [],
      )
    },
  }

  async function fetchMedia(url: string, job: Job, signal: AbortSignal): Promise<NewFile> {
    const download = await guarded.download(url, { maxBytes: MAX_MEDIA_BYTES, timeoutMs: DOWNLOAD_TIMEOUT_MS, signal })
    const { staged, ...facts } = await receiveMedia(storage, download.stream, {
      filename: nameIn(download.finalUrl),
      maxBytes: MAX_MEDIA_BYTES,
      signal,
    })
    const id = newId('file')
    const key = storageKey('media', id, new Date())
    await storage.commit(staged, key)
    const { sizeBytes, sha256 } = staged
    return {
      id,
      projectId: job.projectId,
      ...facts,
      sizeBytes,
      sha256,
      durationMs: null,
      purpose: 'media',
      storageKey: key,
    }
  }
}

const nameIn = (url: string): string => {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

/** Tells the faults of the caller's medium from our own. */
async function refusing(url: string, work: () => Promise<NewFile>): Promise<NewFile> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AddressGuardError)
      throw new MediaRefused(
        error.code === 'too_large' ? 'file_too_large' : 'media_unreachable',
        `${safeUrl(url)}: ${error.message}`,
        error,
      )
    if (error instanceof MediaError)
      throw new MediaRefused('unsupported_file', `${safeUrl(url)}: ${error.message}`, error)
    if (error instanceof StorageError && error.code === 'file_too_large')
      throw new MediaRefused('file_too_large', `${safeUrl(url)} is over ${MAX_MEDIA_BYTES / 1024 ** 2} MB.`, error)
    if (error instanceof StorageError && error.code === 'empty_file')
      throw new MediaRefused('unsupported_file', `${safeUrl(url)} answered with an empty file.`, error)
    throw error
  }
}

/** Without its query, which may hold a signature. */
const safeUrl = (url: string): string => {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`.slice(0, 300)
}
