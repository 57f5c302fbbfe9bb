import { ApiError } from '@nemo-batch/sdk'
import type { GivenFile } from './check-file.ts'

export type Upload = {
  readonly key: string
  /** With its folders, when the browser gave them. */
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedMs: number
  /** `lost`: the page was left before it was sent; the same file, added again, takes its place. */
  readonly state: 'waiting' | 'sending' | 'stored' | 'failed' | 'lost'
  /** 0–1, of what was sent. */
  readonly share: number
  readonly fileId: string | null
  readonly failure: string | null
}

export type SendFile = (
  file: File,
  how: { readonly signal: AbortSignal; readonly idempotencyKey: string; readonly onShare: (share: number) => void },
) => Promise<{ readonly id: string }>

type Entry = { upload: Upload; file: File | null; stop: AbortController | null; preview: string | null }

const AT_ONCE = 3
/** What progress is shown in; hundreds of files tell theirs many times a second. */
const TELL_EVERY_MS = 100

/** Photos on their way to the service, a few at once. What fails stays until it is tried again or removed. */
export class UploadQueue {
  readonly #send: SendFile
  readonly #newKey: () => string
  readonly #entries = new Map<string, Entry>()
  readonly #readers = new Set<() => void>()
  #sending = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #all: readonly Upload[] | null = null

  constructor(send: SendFile, newKey: () => string, kept: readonly Upload[] = []) {
    this.#send = send
    this.#newKey = newKey
    for (const upload of kept) {
      const state = upload.state === 'stored' ? 'stored' : 'lost'
      this.#entries.set(upload.key, { upload: { ...upload, state, share: 0 }, file: null, stop: null, preview: null })
    }
  }

  /** The same list until something of it changes. */
  get all(): readonly Upload[] {
    this.#all ??= [...this.#entries.values()].map(({ upload }) => upload)
    return this.#all
  }

  onChange(reader: () => void): void {
    this.#readers.add(reader)
  }

  /** Takes those that are not there yet. @returns how many were there already */
  add(files: readonly GivenFile[]): number {
    const known = new Map([...this.#entries.values()].map((entry) => [identityOf(entry.upload), entry]))
    let repeated = 0
    for (const { file, path } of files) {
      const facts = { path, sizeBytes: file.size, modifiedMs: file.lastModified }
      const found = known.get(identityOf(facts))
      if (found !== undefined && found.upload.state !== 'lost') {
        repeated++
        continue
      }
      const key = found?.upload.key ?? this.#newKey()
      const upload: Upload = { key, ...facts, state: 'waiting', share: 0, fileId: null, failure: null }
      const entry = { upload, file, stop: null, preview: null }
      this.#entries.set(key, entry)
      known.set(identityOf(facts), entry)
    }
    this.#next()
    return repeated
  }

  /** Those that failed, or these of them. */
  retry(keys: readonly string[] = [...this.#entries.keys()]): void {
    for (const key of keys) {
      const entry = this.#entries.get(key)
      if (entry?.upload.state === 'failed' && entry.file !== null)
        this.#change(key, { state: 'waiting', failure: null })
    }
    this.#next()
  }

  /** What is on its way is broken off. */
  remove(keys: readonly string[]): void {
    for (const key of keys) {
      const entry = this.#entries.get(key)
      this.#entries.delete(key)
      entry?.stop?.abort()
      if (typeof entry?.preview === 'string') URL.revokeObjectURL(entry.preview)
    }
    this.#tell()
  }

  /** An address of the file itself, for as long as this page lives; null for one of another life of the page. */
  previewOf(key: string): string | null {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.file === null) return null
    entry.preview ??= URL.createObjectURL(entry.file)
    return entry.preview
  }

  #next(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#sending >= AT_ONCE) break
      if (entry.upload.state === 'waiting' && entry.file !== null) void this.#sendOne(key, entry, entry.file)
    }
    this.#tell()
  }

  async #sendOne(key: string, entry: Entry, file: File): Promise<void> {
    const stop = new AbortController()
    entry.stop = stop
    this.#sending++
    this.#change(key, { state: 'sending', share: 0 })
    const onShare = (share: number): void => this.#change(key, { share })
    try {
      const { id } = await this.#send(file, { signal: stop.signal, idempotencyKey: key, onShare })
      this.#change(key, { state: 'stored', share: 1, fileId: id })
    } catch (error) {
      this.#change(key, { state: 'failed', failure: reasonOf(error) })
    }
    this.#sending--
    this.#next()
  }

  #change(key: string, change: Partial<Upload>): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    entry.upload = { ...entry.upload, ...change }
    this.#tell()
  }

  #tell(): void {
    this.#all = null
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      for (const reader of this.#readers) reader()
    }, TELL_EVERY_MS)
  }
}

/** In a sentence, for people. */
const reasonOf = (error: unknown): string =>
  error instanceof ApiError ? error.detail : error instanceof Error ? error.message : String(error)

const identityOf = ({ path, sizeBytes, modifiedMs }: Pick<Upload, 'path' | 'sizeBytes' | 'modifiedMs'>): string =>
  `${path} ${sizeBytes} ${modifiedMs}`
