import { monotonicFactory } from 'ulid'

export type IdPrefix =
  | 'batch'
  | 'job'
  | 'file'
  | 'evt'
  | 'acct'
  | 'proj'
  | 'req'
  | 'render'
  | 'lease'
  | 'part'
  | 'worker'

const next = monotonicFactory()

/** `<prefix>_<ulid>`, lower case: sorts by the time it was made. */
export const newId = (prefix: IdPrefix): string => `${prefix}_${next().toLowerCase()}`
