import {
  accountsToAdmit,
  admitJobs,
  type Database,
  type DueBatch,
  findDueBatches,
  findExpiredLeases,
  type PendingWakeUp,
  startDueBatch,
  takeLeases,
  takeOverdueWakeUps,
} from '@nemo-batch/database'
import type { Logger } from '@nemo-batch/runtime'

export type SweepCounts = { overdue: number; expired: number; due: number; admitted: number; failed: number }
export type HealSweep = { run(): Promise<SweepCounts> }

/** A wake-up this late was lost. */
const OVERDUE_MS = 5_000
/** Rows one sweep takes at most, oldest first. */
const LIMIT = 500

/**
 * Heals the gap between the rows, which are the truth, and the queue, which only wakes: overdue wake-ups are queued
 * again, leases that ran out are taken up, scheduled batches go on when their time has come, free slots are filled. One
 * part that fails never stops the others.
 *
 * A lease is taken away only after it was seen expired for longer than a living worker needs to renew it: a clock that
 * is set forward makes all leases look expired at once.
 */
export function createHealSweep(deps: {
  readonly db: Database
  readonly logger: Logger
  readonly leaseMs: number
  readonly wake: (wakeUps: readonly PendingWakeUp[]) => Promise<void>
}): HealSweep {
  const { db, logger, leaseMs } = deps
  /** When each expired lease was first seen so, on the monotonic clock. */
  let suspects = new Map<string, number>()

  async function takeExpired(): Promise<PendingWakeUp[]> {
    const nowMs = performance.now()
    const expired = await findExpiredLeases(db, leaseMs, LIMIT)
    suspects = new Map(expired.map((lease) => [lease.token, suspects.get(lease.token) ?? nowMs]))
    return takeLeases(
      db,
      expired.filter((lease) => nowMs - (suspects.get(lease.token) ?? nowMs) > leaseMs / 3),
    )
  }

  async function wake(wakeUps: readonly PendingWakeUp[]): Promise<number> {
    if (wakeUps.length > 0) await deps.wake(wakeUps)
    return wakeUps.length
  }

  async function start(batch: DueBatch): Promise<number> {
    await startDueBatch(db, batch)
    return 1
  }

  return {
    async run() {
      const counts: SweepCounts = { overdue: 0, expired: 0, due: 0, admitted: 0, failed: 0 }
      const part = async (name: keyof SweepCounts, work: () => Promise<number>): Promise<void> => {
        try {
          const count = await work()
          counts[name] += count
        } catch (error) {
          counts.failed += 1
          logger.warn({ sweep: name, err: error }, 'a sweep failed; the next one tries again')
        }
      }
      const each = <T>(
        name: keyof SweepCounts,
        list: () => Promise<T[]>,
        work: (item: T) => Promise<number>,
      ): Promise<void> =>
        part(name, async () => {
          for (const item of await list()) await part(name, () => work(item))
          return 0
        })
      await part('expired', async () => wake(await takeExpired()))
      await part('overdue', async () => wake(await takeOverdueWakeUps(db, OVERDUE_MS, LIMIT)))
      await each('due', () => findDueBatches(db, LIMIT), start)
      await each(
        'admitted',
        () => accountsToAdmit(db),
        async (accountId) => wake(await admitJobs(db, accountId)),
      )
      return counts
    },
  }
}
