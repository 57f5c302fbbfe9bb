import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Logger } from '@nemo-batch/runtime'
import { StackError } from './errors.ts'
import { STOP_ORDER } from './stop-order.ts'

export type ProcessSpec = {
  readonly name: string
  /** Absolute path of the script. */
  readonly entry: string
  /** For Node itself. */
  readonly nodeFlags?: readonly string[]
  /** The whole environment of the process; secrets travel here, never on its command line. */
  readonly environment: NodeJS.ProcessEnv
  /** `inherit`, or the descriptor of a log file. */
  readonly output: 'inherit' | number
}

export type RestartPolicy = {
  /** Deaths in a row after which the process is given up. */
  readonly maxDeaths: number
  readonly firstDelayMs: number
  readonly maxDelayMs: number
  /** A process that lived so long starts its count anew. */
  readonly steadyAfterMs: number
}

const PATIENT: RestartPolicy = { maxDeaths: 6, firstDelayMs: 250, maxDelayMs: 10_000, steadyAfterMs: 60_000 }

/** What an app ends with when its settings are wrong: they will not be better the next time. */
const BAD_SETTINGS = 2

const END_WITH_PARENT = fileURLToPath(new URL('./end-with-parent.ts', import.meta.url))

export type SupervisedProcess = {
  readonly name: string
  /** Of the process that runs now; undefined between a death and the restart. */
  pid(): number | undefined
  /** Rejects once the process is given up; never resolves. */
  readonly givenUp: Promise<never>
  /**
   * Asks the process to end and kills it when it has not in time.
   * @throws StackError when it had to be killed
   */
  stop(timeoutMs: number): Promise<void>
  /** From now on its end is no accident and is not followed by a restart. */
  expectEnd(): void
  /** Ends it at once, without a restart. */
  kill(): void
}

/** Keeps one process running: an unexpected death is followed by a restart with growing delays, until the policy gives up. */
export function superviseProcess(spec: ProcessSpec, logger: Logger, policy = PATIENT): SupervisedProcess {
  const log = logger.child({ process: spec.name })
  const givenUp = Promise.withResolvers<never>()
  givenUp.promise.catch(() => {})
  let child: ChildProcess | undefined
  let restart: NodeJS.Timeout | undefined
  let isWanted = true
  let deaths = 0

  const start = (): void => {
    const startedAt = Date.now()
    child = spawn(process.execPath, [...(spec.nodeFlags ?? []), '--import', END_WITH_PARENT, spec.entry], {
      env: spec.environment,
      stdio: ['ignore', spec.output, spec.output, 'ipc'],
    })
    log.debug({ pid: child.pid }, 'process started')
    child.once('error', (error) => log.error({ err: error }, 'process error'))
    child.once('exit', (exitCode, signal) => {
      child = undefined
      if (!isWanted) return
      deaths = Date.now() - startedAt >= policy.steadyAfterMs ? 1 : deaths + 1
      const how = signal === null ? `exit code ${exitCode}` : signal
      if (deaths >= policy.maxDeaths || exitCode === BAD_SETTINGS) {
        isWanted = false
        const times = deaths === 1 ? '' : ` ${deaths} times in a row`
        givenUp.reject(new StackError('process_given_up', `${spec.name} ended${times}, last with ${how}`))
        return
      }
      const delayMs = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (deaths - 1))
      log.error({ exitCode, signal, delayMs }, 'process ended unexpectedly; it is started again')
      restart = setTimeout(start, delayMs)
    })
  }

  const expectEnd = (): void => {
    isWanted = false
    clearTimeout(restart)
  }

  start()
  return {
    name: spec.name,
    pid: () => child?.pid,
    givenUp: givenUp.promise,
    expectEnd,
    kill() {
      expectEnd()
      child?.kill('SIGKILL')
    },
    async stop(timeoutMs) {
      expectEnd()
      if (child !== undefined) await endProcess(child, spec.name, timeoutMs)
    },
  }
}

async function endProcess(child: ChildProcess, name: string, timeoutMs: number): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  if (child.exitCode !== null || child.signalCode !== null) return
  if (child.connected) child.send(STOP_ORDER, () => {})
  else child.kill('SIGTERM')
  let wasKilled = false
  const deadline = setTimeout(() => {
    wasKilled = true
    child.kill('SIGKILL')
  }, timeoutMs)
  await ended
  clearTimeout(deadline)
  if (wasKilled) throw new StackError('interrupted', `${name} did not end within ${timeoutMs} ms and was killed`)
}
