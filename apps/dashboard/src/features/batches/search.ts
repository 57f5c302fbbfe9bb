import type { Batch } from '@nemo-batch/sdk'
import { present, readChoice, readText } from '../../search-params.ts'

/** In the order in which they are offered: what is under way first. A status that is missing here is an error of types. */
export const BATCH_STATUSES = Object.keys({
  running: 0,
  queued: 0,
  blocked: 0,
  paused: 0,
  awaiting_release: 0,
  scheduled: 0,
  completed: 0,
  canceled: 0,
} satisfies Record<Batch['status'], 0>) as Batch['status'][]

/** Of an address that anybody may have written. */
export const batchesSearch = (given: Record<string, unknown>) =>
  present({ status: readChoice(given.status, BATCH_STATUSES), name: readText(given.name) })
export type BatchesSearch = ReturnType<typeof batchesSearch>
