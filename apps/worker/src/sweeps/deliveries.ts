import { type Database, discardForTheSilenced, endpointsToWake } from '@nemo-batch/database'
import type { WakeUp } from '@nemo-batch/queue'
import type { Logger } from '@nemo-batch/runtime'
import { wakeUpFound } from '../deliveries/wake-ups.ts'

/** A wake-up this late was lost. */
const OVERDUE_MS = 2_000
/** Endpoints that one sweep wakes at most. */
const LIMIT = 500

export type DeliverySweep = {
  run(): Promise<void>
  /** Wakes for all that is due: notices may have been missed. */
  wakeAll(): Promise<void>
}

/** Heals the gap between deliveries and wake-ups. One part that fails never stops the other. */
export function createDeliverySweep({
  db,
  logger,
  leaseMs,
  wake,
  now,
}: {
  readonly db: Database
  readonly logger: Logger
  /** How long a silent process keeps an endpoint to itself. */
  readonly leaseMs: number
  readonly wake: (wakeUps: readonly WakeUp[]) => Promise<void>
  readonly now: () => Date
}): DeliverySweep {
  async function wakeOverdue(overdueMs: number): Promise<void> {
    const endpointIds = await endpointsToWake(db, overdueMs, LIMIT)
    if (endpointIds.length === 0) return
    await wake(endpointIds.map((endpointId) => wakeUpFound(endpointId, leaseMs, now())))
    if (overdueMs > 0) logger.info({ endpoints: endpointIds.length }, 'woke endpoints whose deliveries were overdue')
  }

  async function discard(): Promise<void> {
    const count = await discardForTheSilenced(db)
    if (count > 0) logger.info({ deliveries: count }, 'discarded deliveries to endpoints that are disabled or gone')
  }

  const orTell = (part: string, work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => logger.warn({ sweep: part, err: error }, 'a sweep failed; the next one tries again'))

  return {
    run: async () => {
      await orTell('overdue deliveries', wakeOverdue(OVERDUE_MS))
      await orTell('silenced endpoints', discard())
    },
    wakeAll: () => orTell('missed notices', wakeOverdue(0)),
  }
}
