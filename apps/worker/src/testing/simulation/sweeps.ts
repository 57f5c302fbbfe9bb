import type { PendingWakeUp } from '@nemo-batch/database'
import { MESSAGE_CREDITS } from '@nemo-batch/domain'
import type { NemoClient } from '@nemo-batch/nemo-client'
import type { Config } from '@nemo-batch/runtime'
import type { Accounts } from '../../flow/accounts.ts'
import type { Transact } from './store.ts'
import {
  admitJobs,
  findExpiredLeases,
  hasExpiredLeases,
  hasOverdueWakeUps,
  needsAdmission,
  needsRelease,
  releaseBlockedJobs,
  takeAccountToCheck,
  takeLeases,
  takeOverdueWakeUps,
  unblockAccount,
} from './table-sweeps.ts'
import type { Tables } from './tables.ts'
import type { Plants } from './worker.ts'
import type { Process, World } from './world.ts'

const SWEEP_MS = 2_000

/**
 * The sweeps of one worker, with the marks of the real ones. What there is nothing to do for is seen without an effect,
 * so that a quiet hour costs nothing.
 */
export function startSimulatedSweeps(deps: {
  readonly world: World
  readonly tables: Tables
  readonly owner: Process
  readonly config: Config
  readonly nemo: NemoClient
  readonly accounts: Accounts
  readonly transact: Transact
  readonly wake: (wakeUps: readonly PendingWakeUp[]) => Promise<void>
  readonly leaseMs: number
  readonly plants: Plants
  readonly isStopped: () => boolean
}): void {
  const { world, tables, owner, nemo, accounts, transact, wake, leaseMs } = deps
  let suspects = new Map<string, number>()

  /** Leases that were seen expired for longer than a living worker needs to renew them. */
  function longExpired(): ReturnType<typeof findExpiredLeases> {
    const nowMs = world.nowMs()
    const expired = findExpiredLeases(tables)
    suspects = new Map(expired.map(({ token }) => [token, suspects.get(token) ?? nowMs]))
    return expired.filter(({ token }) => nowMs - (suspects.get(token) ?? nowMs) > leaseMs / 3)
  }

  const parts: { readonly isNeeded: () => boolean; readonly run: () => Promise<void> }[] = [
    {
      isNeeded: () => hasExpiredLeases(tables) || suspects.size > 0,
      run: async () => {
        const taken = longExpired()
        if (taken.length > 0) await wake(await transact('take expired leases', () => takeLeases(tables, taken)))
      },
    },
    {
      isNeeded: () => !deps.plants.sweepsNoOverdue && hasOverdueWakeUps(tables),
      run: async () => wake(await transact('take overdue wake-ups', () => takeOverdueWakeUps(tables))),
    },
    {
      isNeeded: () => needsAdmission(tables),
      run: async () => wake(await transact('admit jobs', () => admitJobs(tables))),
    },
    { isNeeded: () => (tables.account.checkAtMs ?? Number.POSITIVE_INFINITY) <= world.nowMs(), run: checkBalance },
    {
      isNeeded: () => needsRelease(tables),
      run: () => transact('release blocked jobs', () => releaseBlockedJobs(tables)),
    },
  ]

  async function checkBalance(): Promise<void> {
    const everyMs = deps.config.NEMO_BALANCE_CHECK_INTERVAL_MS
    if (!(await transact('take the account to check', () => takeAccountToCheck(tables, everyMs)))) return
    const answer = await accounts.ask(tables.account.id, () => false)
    if (answer.kind !== 'ready') return
    const { available } = await nemo.credits({ token: answer.token })
    if (available >= MESSAGE_CREDITS) await transact('unblock the account', () => unblockAccount(tables))
  }

  async function sweep(): Promise<void> {
    for (const part of parts) if (part.isNeeded()) await part.run().catch(() => {})
  }

  function turn(): void {
    if (deps.isStopped()) return
    const again = (): void => world.after(SWEEP_MS, owner, turn)
    if (!parts.some((part) => part.isNeeded())) again()
    else void sweep().then(again)
    world.touch()
  }
  world.after(world.random.between(0, SWEEP_MS), owner, turn)
}
