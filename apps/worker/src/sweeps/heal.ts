import {
  accountsWithFreeSlots,
  admitJobs,
  type Database,
  type PendingWakeUp,
  takeExpiredLeases,
  takeOverdueWakeUps,
} from '@nemo-batch/database'
import type { Logger } from '@nemo-batch/runtime'

export type SweepCounts = { overdue: number; expired: number; admitted: number; failed: number }

/** A wake-up this late was lost. */
const OVERDUE_MS = 5_000
/** Rows one sweep takes at most, oldest first. */
const LIMIT = 500

/**
 * Heals the gap between the rows, which are the truth, and the queue, which only wakes: overdue wake-ups are queued
 * again, leases that ran out are taken up, free slots are filled. One part that fails never stops the others.
 */
export async function healJobs(deps: {
  readonly db: Database
  readonly logger: Logger
  readonly wake: (wakeUps: readonly PendingWakeUp[]) => Promise<void>
}): Promise<SweepCounts> {
  const counts: SweepCounts = { overdue: 0, expired: 0, admitted: 0, failed: 0 }
  const part = async (
    name: 'overdue' | 'expired' | 'admitted',
    take: () => Promise<PendingWakeUp[]>,
  ): Promise<void> => {
    try {
      const wakeUps = await take()
      if (wakeUps.length > 0) await deps.wake(wakeUps)
      counts[name] += wakeUps.length
    } catch (error) {
      counts.failed += 1
      deps.logger.warn({ sweep: name, err: error }, 'a sweep failed; the next one tries again')
    }
  }
  await part('expired', () => takeExpiredLeases(deps.db, LIMIT))
  await part('overdue', () => takeOverdueWakeUps(deps.db, OVERDUE_MS, LIMIT))
  const accounts = await accountsWithFreeSlots(deps.db).catch(() => [])
  for (const accountId of accounts) await part('admitted', () => admitJobs(deps.db, accountId))
  return counts
}
