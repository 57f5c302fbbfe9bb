import { DatabaseAway, type PendingWakeUp } from '@nemo-batch/database'
import type { Stage } from '@nemo-batch/domain'
import type { Config, Logger } from '@nemo-batch/runtime'
import { StorageError } from '@nemo-batch/storage'
import { createRunner } from '../../flow/runner.ts'
import type { StageDefinition } from '../../flow/stage.ts'
import { STAGE_REGISTRY } from '../../stages/registry.ts'
import { createSimulatedAccounts } from './accounts.ts'
import { createFileTools, type KeptVideo, MadeFault } from './files.ts'
import { createKeeper } from './keeper.ts'
import type { Provider } from './provider.ts'
import { createProviderClient } from './provider-client.ts'
import { createStore, createTransact } from './store.ts'
import { startSimulatedSweeps } from './sweeps.ts'
import type { TableMoves } from './table-moves.ts'
import { admitJobs } from './table-sweeps.ts'
import type { Tables } from './tables.ts'
import type { WakeUps } from './wake-ups.ts'
import type { Process, World } from './world.ts'

/** Bugs put in on purpose, to see that the simulation finds them. */
export type Plants = {
  readonly moves?: (moves: TableMoves, tables: Tables) => TableMoves
  readonly stages?: Readonly<Record<Stage, StageDefinition>>
  readonly isAlwaysFresh?: boolean
  readonly sweepsNoOverdue?: boolean
}

export type Surroundings = {
  readonly world: World
  readonly tables: Tables
  readonly moves: TableMoves
  readonly provider: Provider
  readonly kept: Map<string, KeptVideo>
  readonly wakeUps: WakeUps
  readonly config: Config
  readonly logger: Logger
  readonly violations: string[]
  readonly plants: Plants
}

export type SimulatedWorker = {
  readonly process: Process
  run(jobId: string): Promise<void>
  isStopping(): boolean
  /** As a process does that is told to stop: it lets go, ends what runs, and is gone. */
  stop(): void
}

const LEASE_MS = 10_000

/** Signs of life are no part of a history: they would only make it longer. */
const never = () => () => {}

/** The real runner and the real stages, in a process of the simulated world. */
export function startSimulatedWorker(name: string, surroundings: Surroundings): SimulatedWorker {
  const { world, tables, wakeUps, config, violations, plants } = surroundings
  const process: Process = { name, isAlive: true, frozenUntilMs: 0 }
  const owned = { ...surroundings, owner: process }
  const transact = createTransact(world, process)
  const keeper = createKeeper({ ...owned, leaseMs: LEASE_MS })
  const nemo = createProviderClient({ ...owned, onPaidCall })
  const accounts = createSimulatedAccounts({ tables, nemo, transact })
  const moves = plants.moves?.(surroundings.moves, tables) ?? surroundings.moves
  const letGo = new AbortController()
  const now = new AbortController()

  /** What cannot be undone is begun by nobody but the worker that has the job. */
  function onPaidCall(call: string, sessionId: string): void {
    const job = [...tables.jobs.values()].find((row) => row.sessionId === sessionId)
    if (job === undefined || !keeper.holds(job.id, job.leaseToken))
      violations.push(`${call} for ${job?.id} was made by a worker that had lost its lease`)
  }

  const wake = (pending: readonly PendingWakeUp[]): Promise<void> =>
    pending.length === 0
      ? Promise.resolve()
      : world.effect(process, { what: 'queue wake-ups', perform: () => wakeUps.queue(pending) })

  const freshly = (held: ReturnType<typeof keeper.hold>) =>
    plants.isAlwaysFresh ? { ...held, assertFresh: () => {} } : held

  const runner = createRunner({
    store: createStore({ ...owned, moves, transact, leaseMs: LEASE_MS }),
    leases: { ...keeper, hold: (lease, startedMs) => freshly(keeper.hold(lease, startedMs)) },
    tools: { nemo, ...createFileTools(owned), config, clock: world.clock, every: never },
    accounts,
    stages: plants.stages ?? STAGE_REGISTRY,
    logger: surroundings.logger,
    random: world.random.next,
    stopping: { letGo: letGo.signal, now: now.signal },
    wake: (pending) => wake([pending]),
    slotFreed: async () => {
      if (!letGo.signal.aborted) await wake(await transact('fill the free slot', () => admitJobs(tables)))
    },
    changed: () => {},
  })
  startSimulatedSweeps({
    ...owned,
    nemo,
    accounts,
    transact,
    wake,
    leaseMs: LEASE_MS,
    isStopped: () => letGo.signal.aborted,
  })

  return {
    process,
    run: (jobId) => runner.run(jobId),
    isStopping: () => letGo.signal.aborted,
    stop() {
      world.trace(name, 'is told to stop')
      letGo.abort(new Error('the process stops'))
      world.touch()
      world.after(6_000, process, () => {
        now.abort(new Error('the process stops'))
        world.touch()
      })
      world.after(9_000, null, () => {
        process.isAlive = false
      })
    },
  }
}

/** Whether an error is one that the weather makes, rather than a fault of the flow or of the model. */
export const isExpected = (error: unknown): boolean =>
  error instanceof MadeFault || error instanceof DatabaseAway || error instanceof StorageError
