import type { DryRun } from '@nemo-batch/sdk'
import { newKey } from '../../api/new-key.ts'
import type { GivenFile } from './check-file.ts'
import type { Uploads } from './compose-batch.ts'
import { type Draft, EMPTY_DRAFT, type Media } from './draft.ts'
import { matchName, withoutJob, withPhotos } from './edit-draft.ts'
import { keep, readKept } from './kept-draft.ts'
import type { Faults } from './place-faults.ts'
import { type SendFile, type Upload, UploadQueue } from './uploads.ts'

/** What the service said of the draft as it was then. */
export type Checked = {
  readonly draft: Draft
  readonly faults: Faults
  /** null: it was refused. */
  readonly dryRun: DryRun | null
  /** In the service's words, when it was refused. */
  readonly refusal: string | null
}

export type Composed = {
  readonly draft: Draft
  readonly uploads: readonly Upload[]
  readonly find: Uploads & { uploadOf(item: Media): Upload | null }
  readonly checked: Checked | null
}

const KEEP_AFTER_MS = 800

/** The batch that is being composed, with its photos. It outlives the page: uploads go on while one looks elsewhere. */
export class Composer {
  readonly #projectId: string
  readonly #send: SendFile
  readonly #readers = new Set<() => void>()
  #queue: UploadQueue
  #draft: Draft
  #checked: Checked | null = null
  #idempotencyKey: string | null
  #state: Composed | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(projectId: string, send: SendFile) {
    const kept = readKept(projectId)
    this.#projectId = projectId
    this.#send = send
    this.#draft = kept.draft
    this.#idempotencyKey = kept.idempotencyKey
    this.#queue = this.#newQueue(kept.uploads)
  }

  readonly subscribe = (reader: () => void): (() => void) => {
    this.#readers.add(reader)
    return () => void this.#readers.delete(reader)
  }

  readonly state = (): Composed => {
    this.#state ??= this.#read(null)
    return this.#state
  }

  edit(change: (draft: Draft) => Draft): void {
    this.#draft = change(this.#draft)
    this.#idempotencyKey = null
    this.#tell()
  }

  /** @returns how many were there already */
  addPhotos(files: readonly GivenFile[]): number {
    const repeated = this.#queue.add(files)
    this.edit((draft) => withPhotos(draft, this.#queue.all))
    return repeated
  }

  /** With the photos that it alone has. */
  removeJob(key: string): void {
    const { draft, find } = this.state()
    const job = draft.jobs.find((one) => one.key === key)
    this.#queue.remove((job?.media ?? []).flatMap((item) => find.uploadOf(item)?.key ?? []))
    this.edit((now) => withPhotos(withoutJob(now, key), this.#queue.all))
  }

  removeMedia(jobKey: string, index: number): void {
    const item = this.#draft.jobs.find(({ key }) => key === jobKey)?.media[index]
    if (item === undefined) return
    const upload = this.state().find.uploadOf(item)
    if (upload !== null) this.#queue.remove([upload.key])
    this.edit((draft) => {
      const jobs = draft.jobs.map((job) =>
        job.key === jobKey ? { ...job, media: job.media.filter((_one, at) => at !== index) } : job,
      )
      return withPhotos({ ...draft, jobs }, this.#queue.all)
    })
  }

  retry(keys?: readonly string[]): void {
    this.#queue.retry(keys)
  }

  previewOf(key: string): string | null {
    return this.#queue.previewOf(key)
  }

  check(checked: Checked | null): void {
    this.#checked = checked
    this.#tell()
  }

  /** The same until the draft changes, so that what was made though its answer was lost is not made twice. */
  idempotencyKey(): string {
    this.#idempotencyKey ??= newKey()
    this.flush()
    return this.#idempotencyKey
  }

  clear(): void {
    this.#queue.remove(this.#queue.all.map(({ key }) => key))
    this.#queue = this.#newQueue([])
    this.#checked = null
    this.edit(() => EMPTY_DRAFT)
    this.flush()
  }

  /** Keeps it now: the page is about to go. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    keep(this.#projectId, { draft: this.#draft, uploads: this.#queue.all, idempotencyKey: this.#idempotencyKey })
  }

  #newQueue(kept: readonly Upload[]): UploadQueue {
    const queue = new UploadQueue(this.#send, newKey, kept)
    queue.onChange(() => this.#show())
    return queue
  }

  #tell(): void {
    // writing ten thousand jobs takes a while: not while somebody types
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#show()
  }

  #show(): void {
    this.#state = this.#read(this.#state)
    this.#timer ??= setTimeout(() => this.flush(), KEEP_AFTER_MS)
    for (const reader of this.#readers) reader()
  }

  #read(before: Composed | null): Composed {
    const uploads = this.#queue.all
    const find = before?.uploads === uploads ? before.find : findIn(uploads)
    return { draft: this.#draft, uploads, find, checked: this.#checked }
  }
}

function findIn(uploads: readonly Upload[]): Composed['find'] {
  const byKey = new Map(uploads.map((upload) => [upload.key, upload]))
  const byName = new Map(uploads.map((upload) => [matchName(upload.path), upload]))
  const uploadOf = (item: Media): Upload | null => {
    if (item.kind === 'upload') return byKey.get(item.key) ?? null
    return item.kind === 'name' ? (byName.get(matchName(item.name)) ?? null) : null
  }
  return {
    uploadOf,
    fileIdOf: (item) => (item.kind === 'file' ? item.fileId : (uploadOf(item)?.fileId ?? null)),
    failureOf: (item) => uploadOf(item)?.failure ?? null,
    nameOf: (item) => {
      if (item.kind === 'url') return item.url
      return item.kind === 'name' ? item.name : item.kind === 'file' ? item.fileId : (uploadOf(item)?.path ?? '')
    },
  }
}
