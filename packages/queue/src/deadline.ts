import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits for `work`, but no longer than `timeoutMs`. BullMQ leaves promises pending for ever when its server is away
 * or its connection is closing, so nothing of BullMQ is awaited without this.
 * @returns whether `work` ended in time, however it ended
 */
export async function settlesWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const settled = work.then(
    () => true,
    () => true,
  )
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs)
  })
  try {
    return await Promise.race([settled, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Exponential with jitter: 200 ms, 400 ms … up to `maxMs`. */
export const backoffMs = (attempt: number, maxMs: number): number =>
  Math.min(maxMs, 200 * 2 ** Math.min(attempt, 20)) * (0.5 + Math.random() / 2)

/** Sleeps, or returns at once when `signal` aborts. */
export async function sleepUnlessAborted(delayMs: number, signal: AbortSignal): Promise<void> {
  await sleep(delayMs, undefined, { signal }).catch(() => undefined)
}
