/**
 * Ctrl-C reaches the whole group and may be passed on by npm as well: a repeat so soon is the same stop, not a second.
 */
const SAME_STOP_MS = 1_000

export type StopSignals = {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
  readonly wasInterrupted: () => boolean
  dispose(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * The first signal asks for a clean stop, a later one forces it.
 * @param emitter where the signals arrive; `process` in production
 */
export function listenForStop(
  onForce: () => void,
  emitter: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process,
  now: () => number = Date.now,
): StopSignals {
  const controller = new AbortController()
  let firstAt = 0
  const onSignal = (): void => {
    if (!controller.signal.aborted) {
      firstAt = now()
      controller.abort(new Error('interrupted'))
    } else if (now() - firstAt > SAME_STOP_MS) onForce()
  }
  for (const name of SIGNALS) emitter.on(name, onSignal)
  return {
    signal: controller.signal,
    wasInterrupted: () => controller.signal.aborted,
    dispose: () => {
      for (const name of SIGNALS) emitter.off(name, onSignal)
    },
  }
}
