import type { Accounts } from './accounts.ts'
import type { SandboxLog } from './call-log.ts'
import type { SandboxOptions } from './config.ts'
import type { FaultSet } from './faults.ts'
import type { MediaStore } from './media/media-store.ts'
import type { Pace } from './pace.ts'
import type { Renders } from './rendering/renders.ts'
import type { FaultScript } from './scripting/fault-script.ts'
import type { Sessions } from './sessions.ts'

/** Everything one sandbox is made of; the routes get it as an argument. */
export type World = {
  readonly options: SandboxOptions
  readonly log: SandboxLog
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly media: MediaStore
  readonly renders: Renders
  readonly pace: Pace
  readonly stopping: AbortSignal
  /** Faults of single calls, by `POST /sandbox/faults` as well. */
  readonly script: FaultScript
  /** Faults for every session; changed by `POST /sandbox/faults`. */
  faults: FaultSet
  /** Something changed that a restart should know. */
  changed(): void
}
