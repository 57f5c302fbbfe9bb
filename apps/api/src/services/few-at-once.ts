/** Runs work a few at a time. @returns null, without having begun, when too many wait already */
export type FewAtOnce = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T | null>

/** Whoever leaves while waiting gives the place up, with the reason of the signal. */
export function createFewAtOnce({
  atOnce,
  waiting: most,
}: {
  readonly atOnce: number
  readonly waiting: number
}): FewAtOnce {
  let running = 0
  const waiting = new Set<() => void>()

  const takePlace = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(enter)
        reject(signal.reason)
      }
      const enter = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      waiting.add(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  /** Hands the place on, so that `running` stays as it is when somebody waits. */
  const givePlace = (): void => {
    const [next] = waiting
    if (next === undefined) {
      running -= 1
      return
    }
    waiting.delete(next)
    next()
  }

  return async (signal, work) => {
    signal.throwIfAborted()
    if (running < atOnce) running += 1
    else if (waiting.size >= most) return null
    else await takePlace(signal)
    try {
      return await work()
    } finally {
      givePlace()
    }
  }
}
