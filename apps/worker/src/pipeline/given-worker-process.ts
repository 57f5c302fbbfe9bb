import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { type DeathGuard, guardAgainstOurDeath, waitFor } from '@nemo-batch/testing'

const here = (file: string): string => path.resolve(import.meta.dirname, file)
const MAIN = here('../main.ts')
const WITH_SHORT_LEASES = here('worker-process.fixture.ts')
const SHIFTED_CLOCK = here('clocks.fixture.ts')

/** Shared, where there is one: most of a start is compiling. */
const { NODE_COMPILE_CACHE } = process.env
const COMPILE_CACHE = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }

export type ProcessOptions = {
  /** Without it the worker is `main.ts`, as production runs it. */
  readonly leaseMs?: number
  /** How far its wall clock is off. */
  readonly clockOffsetMs?: number
}

/** A worker as a process of its own, in a group of its own. */
export type WorkerProcess = {
  signal(signal: NodeJS.Signals): void
  isRunning(): boolean
  /** Whether a line of its log holds this. */
  said(text: string): boolean
  /** @returns its exit code; null when a signal ended it */
  exited(timeoutMs?: number): Promise<number | null>
}

export type WorkerProcesses = {
  start(env: Readonly<Record<string, string>>, options?: ProcessOptions): WorkerProcess
  /** Kills those that are left, and waits for their end. */
  close(): Promise<void>
}

export function givenWorkerProcesses(): WorkerProcesses {
  const started: { process: WorkerProcess; guard: DeathGuard }[] = []
  return {
    start(env, options = {}) {
      const child = spawnWorker(env, options)
      const worker = createWorkerProcess(child)
      started.push({ process: worker, guard: guardAgainstOurDeath('kill -KILL -"$1"', [String(child.pid)]) })
      return worker
    },
    async close() {
      for (const { process: worker, guard } of started.splice(0)) {
        worker.signal('SIGKILL')
        await worker.exited()
        guard.release()
      }
    },
  }
}

function spawnWorker(env: Readonly<Record<string, string>>, { leaseMs, clockOffsetMs }: ProcessOptions): ChildProcess {
  return spawn(
    process.execPath,
    [
      ...(clockOffsetMs === undefined ? [] : ['--import', SHIFTED_CLOCK]),
      leaseMs === undefined ? MAIN : WITH_SHORT_LEASES,
    ],
    {
      env: {
        ...COMPILE_CACHE,
        ...env,
        LOG_LEVEL: 'debug',
        LEASE_MS: String(leaseMs),
        CLOCK_OFFSET_MS: String(clockOffsetMs ?? 0),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    },
  )
}

function createWorkerProcess(child: ChildProcess): WorkerProcess {
  let log = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  return {
    isRunning,
    said: (text) => log.includes(text),
    signal: (signal) => {
      if (child.pid !== undefined && isRunning()) process.kill(-child.pid, signal)
    },
    exited: async (timeoutMs = 10_000) => {
      await waitFor(() => !isRunning(), { timeoutMs, describe: 'the worker process to end' })
      return child.exitCode
    },
  }
}
