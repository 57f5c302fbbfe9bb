import { randomFillSync } from 'node:crypto'
import { monotonicFactory } from 'ulid'

export type IdPrefix =
  | 'batch'
  | 'job'
  | 'file'
  | 'evt'
  | 'acct'
  | 'proj'
  | 'key'
  | 'aud'
  | 'req'
  | 'sess'
  | 'render'
  | 'whe'
  | 'whd'
  | 'lease'
  | 'part'
  | 'worker'

const BYTE_VALUES = 256
const buffered = new Uint8Array(4_096)
let used = buffered.length

/** A random number below 1, from a buffer: one call to the system for each character is most of an id's time. */
function random(): number {
  if (used === buffered.length) {
    randomFillSync(buffered)
    used = 0
  }
  const byte = buffered[used] ?? 0
  used += 1
  return byte / BYTE_VALUES
}

const next = monotonicFactory(random)

/** `<prefix>_<ulid>`, lower case: sorts by the time it was made. */
export const newId = (prefix: IdPrefix): string => `${prefix}_${next().toLowerCase()}`
