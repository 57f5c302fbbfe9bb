import type { CountedWindow } from '@nemo-batch/database'
import { COUNT_WINDOW_MS, COUNTED_KEYS, COUNTS_PER_TELLING, TELL_COUNTS_AFTER_MS } from '../limits.ts'

export type Counted = { readonly count: number; readonly leftMs: number }

export type SharedCounts = {
  /** Counts one more under the key. @returns how many there are in the present window, and when it ends */
  count(key: string): Counted
  /** Tells what is left to tell, if that can be done at all. */
  close(): Promise<void>
}

export type SharedCountsOptions = {
  readonly add: (counts: ReadonlyMap<string, number>, windowMs: number) => Promise<readonly CountedWindow[]>
  readonly dropEnded: () => Promise<void>
  readonly onTrouble: (error: unknown) => void
}

type Window = { told: number; underway: number; untold: number; endsAtMs: number }

/**
 * Counts that the API's processes share, at two statements a second and without a wait: a process counts by itself,
 * tells the others through the database every half a second, and learns their sum. So one process counts exactly, and
 * several miss what the others counted in the last half second. While the database is away each counts for itself.
 */
export function createSharedCounts({ add, dropEnded, onTrouble }: SharedCountsOptions): SharedCounts {
  const windows = new Map<string, Window>()
  const untold = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let telling: Promise<void> = Promise.resolve()
  let isInTrouble = false
  let dropAtMs = 0

  function windowOf(key: string): Window {
    const known = windows.get(key)
    if (known !== undefined && known.endsAtMs > performance.now()) return known
    const window = { told: 0, underway: 0, untold: 0, endsAtMs: performance.now() + COUNT_WINDOW_MS }
    windows.delete(key)
    windows.set(key, window)
    const [oldest] = windows.size > COUNTED_KEYS ? windows.keys() : []
    if (oldest !== undefined) windows.delete(oldest)
    return window
  }

  async function tell(): Promise<void> {
    const told = new Map<string, Window>()
    for (const key of [...untold].slice(0, COUNTS_PER_TELLING)) {
      untold.delete(key)
      const window = windows.get(key)
      if (window === undefined || window.untold === 0) continue
      told.set(key, window)
      window.underway = window.untold
      window.untold = 0
    }
    if (told.size === 0) return
    const counts = new Map([...told].map(([key, window]) => [key, window.underway]))
    try {
      for (const { key, count, leftMs } of await add(counts, COUNT_WINDOW_MS))
        Object.assign(told.get(key) ?? {}, { told: count, underway: 0, endsAtMs: performance.now() + leftMs })
      isInTrouble = false
      if (performance.now() < dropAtMs) return
      dropAtMs = performance.now() + COUNT_WINDOW_MS
      await dropEnded()
    } catch (error) {
      for (const [key, window] of told) {
        window.untold += window.underway
        window.underway = 0
        untold.add(key)
      }
      if (!isInTrouble) onTrouble(error)
      isInTrouble = true
    }
  }

  function tellSoon(): void {
    if (timer !== undefined) return
    timer = setTimeout(() => {
      telling = tell().finally(() => {
        timer = undefined
        if (untold.size > 0) tellSoon()
      })
    }, TELL_COUNTS_AFTER_MS)
    timer.unref()
  }

  return {
    count(key) {
      const window = windowOf(key)
      window.untold += 1
      untold.add(key)
      tellSoon()
      return {
        count: window.told + window.underway + window.untold,
        leftMs: Math.max(0, window.endsAtMs - performance.now()),
      }
    },
    async close() {
      await telling
      clearTimeout(timer)
      await tell()
      clearTimeout(timer)
    },
  }
}
