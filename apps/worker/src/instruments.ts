import type { Database } from '@nemo-batch/database'
import type { NemoClient } from '@nemo-batch/nemo-client'
import type { WakeUpQueue } from '@nemo-batch/queue'
import type { Storage } from '@nemo-batch/storage'

/** Puts something between the worker and what it stands on. */
export type Instruments = {
  database(db: Database): Database
  nemo(nemo: NemoClient): NemoClient
  queue(queue: WakeUpQueue): WakeUpQueue
  storage(storage: Storage): Storage
}

export const NO_INSTRUMENTS: Instruments = {
  database: (db) => db,
  nemo: (nemo) => nemo,
  queue: (queue) => queue,
  storage: (storage) => storage,
}
