import type { Job, JobMedia, JobRecord, JobStep } from '@nemo-batch/database'
import type { Stage, StageDecision } from '@nemo-batch/domain'
import type { NemoClient } from '@nemo-batch/nemo-client'
import type { Config, Logger } from '@nemo-batch/runtime'
import type { Storage } from '@nemo-batch/storage'
import type { GuardedClient } from '@nemo-batch/webhooks'
import type { MediaShelf } from './media-shelf.ts'

/** What every stage may call. */
export type StageTools = {
  readonly nemo: NemoClient
  readonly storage: Pick<Storage, 'stage' | 'commit'>
  readonly shelf: MediaShelf
  /** For the hosts of finished videos, which the provider named. */
  readonly outputs: Pick<GuardedClient, 'download'>
  /** Facts of a finished video file; throws MediaError when it is none. */
  readonly inspect: (path: string) => Promise<{ width: number; height: number; durationMs: number }>
  readonly config: Config
  readonly clock: () => Date
  /** Runs something at an interval, until what it answers is called. */
  readonly every: (intervalMs: number, run: () => void) => () => void
}

/** One job at one stage, under a lease. */
export type StageContext = StageTools & {
  readonly job: Job
  readonly step: JobStep
  readonly steps: readonly JobStep[]
  /** The media of this step, in order. */
  readonly media: readonly JobMedia[]
  readonly token: string
  readonly logger: Logger
  /** Aborted when the process must end now, the lease is lost or the job is to be canceled. */
  readonly signal: AbortSignal
  /** Aborted as soon as the process is told to stop: time for a stream to let go. Short calls may go on. */
  readonly letGo: AbortSignal
  /**
   * Writes at once, outside the stage's final move; for what must be known before or right after a call.
   * Fields that it names are updated on `job`, `step` and `media` too. Throws LeaseLost.
   */
  record(record: JobRecord): Promise<void>
  /** To be called right before what cannot be undone. Throws LeaseLost when another worker may have the job by now. */
  assertFresh(): void
}

/** What a stage learnt, to be written with its decision in one transaction. */
export type StageResult = {
  readonly decision: StageDecision
  readonly record?: JobRecord
  readonly progressWithin?: number
}

/** One remote step. It never writes a status, touches the queue, or sleeps. */
export type StageDefinition = { readonly name: Stage; run(context: StageContext): Promise<StageResult> }

/** A session that later stages cannot do without; its absence is our own fault. */
export function sessionOf(job: Job): string {
  if (job.sessionId === null) throw new Error('the job has no session at a stage that needs one')
  return job.sessionId
}
