import { type Fault, faultAt, type MediaItem, type PlacedMedia } from '@nemo-batch/contracts'
import type { NewMedia, StoredFile } from '@nemo-batch/database'
import { sanitizeFilename } from '@nemo-batch/storage'
import { urlFaults } from '../services/url-faults.ts'
import type { Upload } from '../uploads/read-form.ts'

/** Forms carry the last part of a path only, and some systems write accents in their own way. */
const matchName = (name: string): string => (name.split(/[/\\]/).at(-1) ?? '').normalize('NFC')

/** The files that came along with a request, by the names that jobs use for them. */
export class SentFiles {
  readonly #indexes = new Map<string, number>()
  readonly #doubles = new Set<string>()
  readonly #used = new Set<string>()
  readonly #isForm: boolean

  /** @param uploads null: not a form, nothing can be sent along */
  constructor(uploads: readonly Upload[] | null) {
    this.#isForm = uploads !== null
    for (const [index, upload] of (uploads ?? []).entries()) {
      const name = matchName(upload.declaredName)
      if (this.#indexes.has(name)) this.#doubles.add(name)
      else this.#indexes.set(name, index)
    }
  }

  /** Its place among the uploads. */
  find(name: string): number | undefined {
    return this.#indexes.get(matchName(name))
  }

  has = (name: string): boolean => this.find(name) !== undefined

  /** Looks a name up that a job uses. */
  check(file: string, path: PropertyKey[]): Fault[] {
    if (!this.#isForm)
      return [
        faultAt(path, 'multipart_required', 'A file can be named only when it is sent along, as multipart/form-data'),
      ]
    const name = matchName(file)
    this.#used.add(name)
    if (this.#doubles.has(name)) return [faultAt(path, 'ambiguous_file', `Several files are called ${name}`)]
    return this.#indexes.has(name) ? [] : [faultAt(path, 'file_missing', `No file called ${name} was sent along`)]
  }

  /** Once every job was looked at. */
  unusedFaults(): Fault[] {
    return [...this.#indexes.keys()]
      .filter((name) => !this.#used.has(name))
      .map((name) => faultAt([name], 'file_not_used', `${name} was sent along, but no job names it`))
  }
}

export type MediaSources = {
  /** Those of the files named by id that are there, by id. */
  readonly files: ReadonlyMap<string, StoredFile>
  readonly sent: SentFiles
  readonly allowPrivateNetworks: boolean
}

export const fileIdOf = (item: MediaItem): string | null =>
  typeof item === 'object' && 'file_id' in item ? item.file_id : null

/** Looks at one photo that a job names, without the network. */
export function checkMedia({ item, path }: PlacedMedia, sources: MediaSources): Fault[] {
  if (typeof item === 'string') return urlFaults(item, path, sources)
  if ('file' in item) return sources.sent.check(item.file, [...path, 'file'])
  const message = 'There is no such file; it may have been deleted'
  return sources.files.has(item.file_id) ? [] : [faultAt([...path, 'file_id'], 'file_not_found', message)]
}

/** A photo as it will be kept; one that was sent along gets its id only when it is kept itself. */
export type PlannedMedia = NewMedia | { readonly upload: number }

/** For what {@link checkMedia} has no fault of. */
export function planMedia(item: MediaItem, { files, sent }: MediaSources): PlannedMedia {
  if (typeof item === 'string') return { fileId: null, sourceUrl: item, filename: nameInUrl(item) }
  if ('file' in item) return { upload: sent.find(item.file) ?? -1 }
  return { fileId: item.file_id, sourceUrl: null, filename: files.get(item.file_id)?.filename ?? null }
}

function nameInUrl(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  try {
    return sanitizeFilename(decodeURIComponent(last))
  } catch {
    return sanitizeFilename(last)
  }
}
