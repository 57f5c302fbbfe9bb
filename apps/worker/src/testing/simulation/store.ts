import { DatabaseAway, type Lease } from '@nemo-batch/database'
import type { JobStore } from '../../flow/job-store.ts'
import { MadeFault } from './files.ts'
import type { TableMoves } from './table-moves.ts'
import { jobOf, type Tables } from './tables.ts'
import type { Process, World } from './world.ts'

export type Transact = <T>(what: string, commit: () => T) => Promise<T>

/** One transaction of one process: it may fail before or after its commit, without a word about which. */
export const createTransact =
  (world: World, owner: Process): Transact =>
  (what, commit) =>
    world.effect(owner, {
      what,
      perform: () => {
        if (world.weather.strikes('database_away_before')) throw new DatabaseAway(new Error('before the commit'))
        const result = commit()
        if (world.weather.strikes('database_away_after')) throw new DatabaseAway(new Error('after the commit'))
        return result
      },
    })

/** The jobs as one worker reads and writes them. */
export function createStore(deps: {
  readonly world: World
  readonly owner: Process
  readonly tables: Tables
  readonly moves: TableMoves
  readonly transact: Transact
  readonly leaseMs: number
  readonly violations: string[]
}): JobStore {
  const { world, owner, tables, moves, transact, leaseMs, violations } = deps

  /** Whatever the guards let through must have been written under the lease that the row had. */
  function guarded<T>(lease: Lease, write: () => T): T {
    const { leaseToken } = jobOf(tables, lease.job.id)
    const result = write()
    if (leaseToken !== lease.token) violations.push(`${lease.job.id} was written by a worker that had lost its lease`)
    return result
  }

  let claims = 0
  return {
    async claim(jobId) {
      const token = `${owner.name}-lease-${++claims}`
      const job = await transact(`claim ${jobId}`, () => moves.claim(jobId, token, leaseMs))
      return job === null ? null : { job, lease: { job, token, leaseMs } }
    },
    parts: (jobId) => transact(`read ${jobId}`, () => moves.parts(jobId)),
    record: (lease, stepIndex, record) =>
      transact(`record ${lease.job.id}: ${Object.keys(record.step ?? record.job ?? record)}`, () =>
        guarded(lease, () => moves.record(lease, stepIndex, record)),
      ),
    move: (lease, at, move, record) =>
      transact(`move ${lease.job.id} to ${move.status} ${move.stage ?? ''}`, () => {
        if (move.status !== 'failed' && world.weather.strikes('unwritable')) throw new MadeFault('cannot be written')
        return guarded(lease, () => moves.move(lease, at, move, record))
      }),
    drop: (lease, delayMs) => transact(`drop ${lease.job.id}`, () => moves.drop(lease, delayMs)),
  }
}
