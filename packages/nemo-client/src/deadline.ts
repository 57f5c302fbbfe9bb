/** One clock and one abort signal for one call. Nothing of it stays on the caller's signal after `clear`. */
export type Deadline = {
  readonly signal: AbortSignal
  /** Why it ended, null while it has not. */
  readonly reason: () => 'aborted' | 'timeout' | null
  /** Sets the clock back to its full time, unless it ended already. */
  readonly restart: () => void
  readonly clear: () => void
}

export function startDeadline(timeoutMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  let reason: 'aborted' | 'timeout' | null = null
  let isCleared = false
  const end = (why: 'aborted' | 'timeout') => {
    if (reason) return
    reason = why
    controller.abort()
  }
  const onAbort = () => end('aborted')
  const timer = setTimeout(() => end('timeout'), timeoutMs)
  if (outer?.aborted) onAbort()
  else outer?.addEventListener('abort', onAbort, { once: true })
  return {
    signal: controller.signal,
    reason: () => reason,
    restart: () => {
      if (!reason && !isCleared) timer.refresh()
    },
    clear: () => {
      isCleared = true
      clearTimeout(timer)
      outer?.removeEventListener('abort', onAbort)
    },
  }
}
