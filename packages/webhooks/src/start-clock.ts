import { AddressGuardError } from './address-guard-error.ts'
import { unreachable } from './unreachable.ts'

export type ClockOptions = {
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export type Clock = ReturnType<typeof startClock>

/**
 * One deadline for all that is done with an address, joined with the caller's signal, that leaves no timer or listener
 * behind.
 * @param overdue what is said of it when the time is over
 */
export function startClock({ timeoutMs, signal }: ClockOptions, overdue: () => string) {
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  const timer = setTimeout(() => controller.abort(new AddressGuardError('timeout', overdue())), timeoutMs)
  if (signal?.aborted) abort()
  else signal?.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
    /** What ended it: the caller's own reason, a guard error, or whatever the connection met. */
    explain(error: unknown): Error {
      const found = controller.signal.aborted ? controller.signal.reason : error
      if (found instanceof AddressGuardError || (controller.signal.aborted && found instanceof Error)) return found
      return unreachable(found)
    },
  }
}
