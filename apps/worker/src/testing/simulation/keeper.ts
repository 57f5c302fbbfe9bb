import { type Lease, LeaseLost } from '@nemo-batch/database'
import { CancelRequested, type LeaseKeeper } from '../../flow/lease-keeper.ts'
import { renewLeases } from './table-sweeps.ts'
import type { Tables } from './tables.ts'
import type { Process, World } from './world.ts'

export type SimulatedKeeper = LeaseKeeper & {
  /** Whether this worker believes that it has the job under this lease. */
  holds(jobId: string, token: string | null): boolean
}

const RENEWALS_PER_LEASE = 5
const FRESH_SHARE = 0.7

type Entry = { readonly lease: Lease; readonly abort: AbortController; confirmedMs: number; isCancelRequested: boolean }

/** Renews by virtual time, under the contract of the real one; while its process stands still, nothing is renewed. */
export function createKeeper(deps: {
  readonly world: World
  readonly tables: Tables
  readonly owner: Process
  readonly leaseMs: number
}): SimulatedKeeper {
  const { world, tables, owner, leaseMs } = deps
  const held = new Map<string, Entry>()

  function abort(entry: Entry, reason: Error): void {
    entry.abort.abort(reason)
    world.touch()
  }

  function renew(): void {
    const nowMs = world.nowMs()
    if (!world.weather.strikes('renewal_failed')) {
      const leases = [...held.values()].map(({ lease }) => ({ jobId: lease.job.id, token: lease.token }))
      for (const state of renewLeases(tables, leases, leaseMs)) {
        const entry = held.get(state.token)
        if (entry === undefined) continue
        if (!state.isOurs) abort(entry, new LeaseLost(state.jobId))
        else entry.confirmedMs = Math.max(entry.confirmedMs, nowMs)
        if (!state.isOurs || !state.isCancelRequested) continue
        entry.isCancelRequested = true
        abort(entry, new CancelRequested('the job is to be canceled'))
      }
    }
    for (const entry of held.values())
      if (nowMs - entry.confirmedMs > leaseMs) abort(entry, new LeaseLost(entry.lease.job.id))
    world.after(leaseMs / RENEWALS_PER_LEASE, owner, renew)
  }
  world.after(leaseMs / RENEWALS_PER_LEASE, owner, renew)

  return {
    now: world.nowMs,
    holds: (jobId, token) => token !== null && held.get(token)?.lease.job.id === jobId,
    hold(lease, startedMs) {
      const entry: Entry = { lease, abort: new AbortController(), confirmedMs: startedMs, isCancelRequested: false }
      held.set(lease.token, entry)
      return {
        signal: entry.abort.signal,
        isCancelRequested: () => entry.isCancelRequested,
        confirm: (fromMs) => {
          entry.confirmedMs = Math.max(entry.confirmedMs, fromMs)
        },
        assertFresh: () => {
          if (world.nowMs() - entry.confirmedMs > leaseMs * FRESH_SHARE) throw new LeaseLost(lease.job.id)
        },
        release: () => void held.delete(lease.token),
      }
    },
    stop: () => {},
  }
}
