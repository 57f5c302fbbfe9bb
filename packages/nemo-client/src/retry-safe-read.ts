import { setTimeout as sleep } from 'node:timers/promises'
import { NemoError } from './errors.ts'

const MOST_RETRIES = 2
const FIRST_DELAY_MS = 150

/** Only a connection that failed is tried again: after any answer, or a timeout, the caller decides. */
function shouldRetryRead(error: unknown, retriesDone: number): boolean {
  return retriesDone < MOST_RETRIES && error instanceof NemoError && error.code === 'network'
}

/** Repeats a call that changes nothing. The only retry of this package. */
export async function retrySafeRead<Result>(
  read: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  for (let retriesDone = 0; ; retriesDone++) {
    try {
      return await read()
    } catch (error) {
      if (!shouldRetryRead(error, retriesDone) || signal?.aborted) throw error
      const delayMs = FIRST_DELAY_MS * 3 ** retriesDone * (0.5 + Math.random())
      // An abort during the wait surfaces as the read's own `aborted`, since the next try is refused at once.
      await sleep(delayMs, undefined, signal ? { signal } : {}).catch(() => {})
    }
  }
}
