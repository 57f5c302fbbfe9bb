import type { Logger } from './logger.ts'

export type Phase = { readonly name: string; readonly timeoutMs: number; readonly run: () => Promise<unknown> }

/**
 * Runs the phases in order, each within its own time; a phase that fails or hangs never keeps the next from running.
 * @returns the names of the phases that did not end well
 */
export async function runShutdown(phases: readonly Phase[], logger: Logger): Promise<string[]> {
  const failed: string[] = []
  for (const phase of phases) {
    const startedAt = Date.now()
    try {
      await withDeadline(phase.run(), phase.timeoutMs, `${phase.name} did not end within ${phase.timeoutMs} ms`)
      logger.debug({ phase: phase.name, ms: Date.now() - startedAt }, 'shutdown phase ended')
    } catch (error) {
      failed.push(phase.name)
      logger.warn({ phase: phase.name, err: error }, 'shutdown phase failed')
    }
  }
  return failed
}

/** Rejects when `work` does not settle in time; never leaves a timer behind. */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), timeoutMs)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}

/** A signal to the whole process group may reach a process twice, directly and through its parent. */
const SAME_STOP_MS = 1_000

/** Calls `stop` once on the first SIGTERM or SIGINT; a second one, meant as such, ends the process at once. */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  let stoppedAt: number | null = null
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stoppedAt === null) {
        stoppedAt = performance.now()
        stop(signal)
      } else if (performance.now() - stoppedAt > SAME_STOP_MS) process.exit(signal === 'SIGINT' ? 130 : 143)
    })
}
