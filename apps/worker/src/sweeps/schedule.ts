import type { Logger } from '@nemo-batch/runtime'
import type { Storage } from '@nemo-batch/storage'
import type { HealSweep } from './heal.ts'

const HEAL_INTERVAL_MS = 2_000
const REPORT_INTERVAL_MS = 10_000
const INCOMING_INTERVAL_MS = 600_000
/** An upload takes minutes at most; a part older than this was left by a crash. */
const ABANDONED_PART_MS = 6 * 3_600_000

export type Sweeps = { stop(): Promise<void> }

/** Runs each sweep at its own pace, never two of a kind at once, and the first one right away. */
export function startSweeps(deps: {
  readonly logger: Logger
  readonly storage: Storage
  readonly heal: HealSweep
  readonly checkAccounts: () => Promise<void>
  /** Sweeps of jobs and accounts come at least this often. */
  readonly atLeastEveryMs: number
  readonly report: () => Promise<void>
}): Sweeps {
  const { logger } = deps
  const healMs = Math.min(HEAL_INTERVAL_MS, deps.atLeastEveryMs)
  const loops = [
    every(healMs, logger, async () => {
      const counts = await deps.heal.run()
      if (counts.overdue + counts.expired > 0) logger.info(counts, 'healed jobs whose wake-up or worker was lost')
    }),
    every(healMs, logger, deps.checkAccounts),
    every(REPORT_INTERVAL_MS, logger, deps.report),
    every(INCOMING_INTERVAL_MS, logger, async () => void (await deps.storage.sweepIncoming(ABANDONED_PART_MS))),
  ]
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) }
}

/** Runs `work` again and again, so long after its last end; the first time right away. */
export function every(intervalMs: number, logger: Logger, work: () => Promise<void>): Sweeps {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let running = Promise.resolve()
  const turn = (): void => {
    running = work()
      .catch((error: unknown) => logger.warn({ err: error }, 'a sweep failed; the next one tries again'))
      .then(() => {
        if (!isStopped) timer = setTimeout(turn, intervalMs)
      })
  }
  turn()
  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
