import { type Logger, type Phase, runShutdown } from '@nemo-batch/runtime'
import { type ProcessSpec, type SupervisedProcess, superviseProcess } from './supervised-process.ts'
import { type Readiness, waitUntilReady } from './wait-until-ready.ts'

/** Between the kill of a process that is late and the end of its phase. */
const KILL_GRACE_MS = 200

export type Lineup = {
  /** Something that was opened and is closed in its turn. */
  opened(phase: Phase): void
  /** Starts a process that is given so long to stop. */
  start(spec: ProcessSpec, stopTimeoutMs: number): void
  /** @throws StackError when it is not ready in time, or a process was given up on the way */
  ready(target: Readiness, signal: AbortSignal): Promise<void>
  /** Rejects when one of the processes started so far is given up. */
  givenUp(): Promise<never>
  kill(): void
  /** Ends all in the reverse of the order in which they came; answers the names of those that did not end by themselves. */
  stop(): Promise<string[]>
}

/** What was started, in order, so that it can be stopped in the reverse one. */
export function createLineup(logger: Logger): Lineup {
  const processes: SupervisedProcess[] = []
  const shutdown: Phase[] = []
  const givenUp = (): Promise<never> => Promise.race(processes.map((process) => process.givenUp))
  return {
    givenUp,
    opened: (phase) => void shutdown.unshift(phase),
    start(spec, stopTimeoutMs) {
      const process = superviseProcess(spec, logger)
      processes.push(process)
      shutdown.unshift({
        name: spec.name,
        timeoutMs: stopTimeoutMs + KILL_GRACE_MS,
        run: () => process.stop(stopTimeoutMs),
      })
    },
    async ready(target, signal) {
      const enough = new AbortController()
      const answered = waitUntilReady(target, AbortSignal.any([signal, enough.signal]))
      answered.catch(() => {})
      await Promise.race([answered, givenUp()]).finally(() => enough.abort())
    },
    kill() {
      for (const process of processes) process.kill()
    },
    stop() {
      // A signal to the whole group ends the last ones while the first are still being waited for.
      for (const process of processes) process.expectEnd()
      return runShutdown(shutdown, logger)
    },
  }
}
