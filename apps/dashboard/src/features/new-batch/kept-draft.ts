import { type Draft, EMPTY_DRAFT } from './draft.ts'
import type { Upload } from './uploads.ts'

/** What survives a reload: texts and the ids of files, not the files. */
export type Kept = {
  readonly draft: Draft
  readonly uploads: readonly Upload[]
  /** Of the batch as it was last sent, unless it was changed since. */
  readonly idempotencyKey: string | null
}

const NOTHING: Kept = { draft: EMPTY_DRAFT, uploads: [], idempotencyKey: null }
/** What an older version of this page kept is nothing that a newer one can read. */
const VERSION = 1
const placeOf = (projectId: string): string => `nemo-batch-draft-${VERSION}-${projectId}`

/** Of this tab alone, and of this project: its files are no other's. */
export function readKept(projectId: string): Kept {
  try {
    const text = sessionStorage.getItem(placeOf(projectId))
    return text === null ? NOTHING : (JSON.parse(text) as Kept)
  } catch {
    return NOTHING
  }
}

/** A draft that is too large for the browser is not kept. */
export function keep(projectId: string, kept: Kept): void {
  const isNothing = kept.draft === EMPTY_DRAFT && kept.uploads.length === 0
  try {
    if (isNothing) sessionStorage.removeItem(placeOf(projectId))
    else sessionStorage.setItem(placeOf(projectId), JSON.stringify(kept))
  } catch {
    sessionStorage.removeItem(placeOf(projectId))
  }
}
