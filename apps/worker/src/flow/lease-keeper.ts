import { type Database, type Lease, LeaseLost, renewLeases } from '@nemo-batch/database'
import type { Logger } from '@nemo-batch/runtime'

/** Somebody asked for the job to end. */
export class CancelRequested extends Error {
  readonly code = 'cancel_requested'
}

/** One job that this worker works on. */
export type HeldJob = {
  /** Aborted when the lease is lost, or when the job is to be canceled. */
  readonly signal: AbortSignal
  isCancelRequested(): boolean
  /** A write under the lease that began at `startedMs` of the monotonic clock succeeded. */
  confirm(startedMs: number): void
  /** @throws LeaseLost when so much time has passed that another worker may have the job */
  assertFresh(): void
  release(): void
}

export type LeaseKeeper = {
  hold(lease: Lease, startedMs: number): HeldJob
  /** Milliseconds that only ever go forward, however the clock is set. */
  now(): number
  stop(): void
}

/** Leases are renewed five times in their length. */
const RENEWALS_PER_LEASE = 5
/** A paid call is begun only while at least this share of the lease is left for sure. */
const FRESH_SHARE = 0.7

type Entry = { readonly lease: Lease; readonly abort: AbortController; confirmedMs: number; isCancelRequested: boolean }

/** Renews all leases of this process in one statement, and learns the same way that a job is to be canceled. */
export function createLeaseKeeper(deps: {
  readonly db: Database
  readonly leaseMs: number
  readonly logger: Logger
}): LeaseKeeper {
  const { db, leaseMs, logger } = deps
  const held = new Map<string, Entry>()
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const now = (): number => performance.now()

  async function renew(): Promise<void> {
    const startedMs = now()
    const entries = [...held.values()]
    try {
      const states = await renewLeases(
        db,
        entries.map(({ lease }) => ({ jobId: lease.job.id, token: lease.token })),
        leaseMs,
      )
      for (const state of states) {
        const entry = held.get(state.token)
        if (entry === undefined) continue
        if (!state.isOurs) entry.abort.abort(new LeaseLost(state.jobId))
        else entry.confirmedMs = Math.max(entry.confirmedMs, startedMs)
        if (state.isOurs && state.isCancelRequested) cancel(entry)
      }
    } catch (error) {
      logger.warn({ err: error, leases: entries.length }, 'leases could not be renewed')
    }
    for (const entry of held.values())
      if (now() - entry.confirmedMs > leaseMs) entry.abort.abort(new LeaseLost(entry.lease.job.id))
  }

  function cancel(entry: Entry): void {
    entry.isCancelRequested = true
    entry.abort.abort(new CancelRequested('the job is to be canceled'))
  }

  function schedule(): void {
    if (isStopped) return
    timer = setTimeout(() => void renew().then(schedule), leaseMs / RENEWALS_PER_LEASE)
  }
  schedule()

  return {
    now,
    hold(lease, startedMs) {
      const entry: Entry = { lease, abort: new AbortController(), confirmedMs: startedMs, isCancelRequested: false }
      held.set(lease.token, entry)
      return {
        signal: entry.abort.signal,
        isCancelRequested: () => entry.isCancelRequested,
        confirm: (from) => {
          entry.confirmedMs = Math.max(entry.confirmedMs, from)
        },
        assertFresh: () => {
          if (now() - entry.confirmedMs > leaseMs * FRESH_SHARE) throw new LeaseLost(lease.job.id)
        },
        release: () => void held.delete(lease.token),
      }
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
