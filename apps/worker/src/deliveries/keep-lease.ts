import { type Database, type Lane, renewLane } from '@nemo-batch/database'
import type { Logger } from '@nemo-batch/runtime'

const RENEWALS_PER_LEASE = 3
/** Nothing is begun by a process that stood still for so much of its lease: another may be about to take the lane. */
const FRESH_SHARE = 0.7

export type KeptLease = {
  /** Whether the lane is ours for sure. If not, `renewed` or `lost` comes soon. */
  isFresh(): boolean
  stop(): void
}

/** Renews the lease of a lane while it is at work. `lost` when another process may have taken it. */
export function keepLease(
  lane: Lane,
  {
    db,
    logger,
    lost,
    renewed,
  }: {
    readonly db: Database
    readonly logger: Logger
    readonly lost: () => void
    readonly renewed: () => void
  },
): KeptLease {
  let renewedMs = performance.now()
  const renew = async (): Promise<void> => {
    const startedMs = performance.now()
    try {
      if (!(await renewLane(db, lane))) return lost()
      renewedMs = startedMs
      renewed()
    } catch (error) {
      logger.warn({ endpointId: lane.endpointId, err: error }, 'the lane of a webhook endpoint was not renewed')
      if (performance.now() - renewedMs > lane.leaseMs) lost()
    }
  }
  const timer = setInterval(() => void renew(), lane.leaseMs / RENEWALS_PER_LEASE)
  return {
    isFresh: () => performance.now() - renewedMs < lane.leaseMs * FRESH_SHARE,
    stop: () => clearInterval(timer),
  }
}
