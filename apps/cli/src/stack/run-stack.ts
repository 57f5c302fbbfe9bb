import { fileURLToPath } from 'node:url'
import { type Config, keptOnce, type Logger, type Phase, runShutdown, usesSandbox } from '@nemo-batch/runtime'
import { generateSettings } from './generated-settings.ts'
import { type OpenDatabase, openDatabase } from './open-database.ts'
import { claimPort, claimPortLike } from './ports.ts'
import { type Environment, localOrigin, sandboxEnvironment, serviceEnvironment } from './process-environment.ts'
import { type ProcessSpec, type SupervisedProcess, superviseProcess } from './supervised-process.ts'
import { waitUntilReady } from './wait-until-ready.ts'

const PORT_WAIT_MS = 10_000
const READY_TIMEOUT_MS = 60_000
/** Together under the 15 s in which everything must have ended; a phase gets a moment more than what runs in it. */
const STOP_TIMEOUT_MS = { api: 4_000, worker: 4_500, sandbox: 1_500, database: 4_000 } as const
const KILL_GRACE_MS = 200

const entryOf = (app: string): string => fileURLToPath(new URL(`../../../${app}/src/main.ts`, import.meta.url))

/** What the stack is made of; tests put small stand-ins here. */
export type StackParts = {
  readonly entries: Readonly<Record<'api' | 'worker' | 'sandbox', string>>
  readonly openDatabase: (config: Config, logger: Logger) => Promise<OpenDatabase>
}

const REAL_PARTS: StackParts = {
  entries: { api: entryOf('api'), worker: entryOf('worker'), sandbox: entryOf('sandbox') },
  openDatabase,
}

export type StackOptions = {
  readonly config: Config
  /** What the processes get beside what the stack itself decides. */
  readonly environment: Environment
  readonly logger: Logger
  readonly output: ProcessSpec['output']
  /** Aborting it while the stack starts makes `runStack` stop what has started and reject. */
  readonly signal: AbortSignal
  readonly parts?: StackParts
  readonly portWaitMs?: number
}

export type Stack = {
  /** `http://127.0.0.1:3000`, without a slash at the end. */
  readonly apiUrl: string
  readonly sandboxUrl: string | undefined
  readonly isDatabaseEmbedded: boolean
  readonly adminApiKey: string
  readonly isAdminApiKeyNew: boolean
  /** Rejects when a process could not be kept running; never resolves. */
  readonly givenUp: Promise<never>
  /** API, worker, sandbox, database: in this order, within 15 s. Answers the names of those that had to be killed. */
  stop(): Promise<string[]>
  /** Kills the processes at once; `stop` then has only the database left to end. */
  kill(): void
}

/**
 * Starts everything in the order in which one part needs another and waits until the API answers.
 * @throws StackError, EmbeddedPostgresError; nothing is left running then
 */
export async function runStack(options: StackOptions): Promise<Stack> {
  const { config, environment, logger, output, signal, parts = REAL_PARTS } = options
  const processes: SupervisedProcess[] = []
  const shutdown: Phase[] = []
  const start = (app: keyof StackParts['entries'], env: NodeJS.ProcessEnv): void => {
    const timeoutMs = STOP_TIMEOUT_MS[app]
    const process = superviseProcess({ name: app, entry: parts.entries[app], environment: env, output }, logger)
    processes.push(process)
    shutdown.unshift({ name: app, timeoutMs: timeoutMs + KILL_GRACE_MS, run: () => process.stop(timeoutMs) })
  }
  const givenUp = (): Promise<never> => Promise.race(processes.map((process) => process.givenUp))
  const ready = async (name: string, url: string, isReady: (status: number) => boolean): Promise<void> => {
    const enough = new AbortController()
    const target = { name, url, isReady, timeoutMs: READY_TIMEOUT_MS }
    const answered = waitUntilReady(target, AbortSignal.any([signal, enough.signal]))
    answered.catch(() => {})
    await Promise.race([answered, givenUp()]).finally(() => enough.abort())
  }

  try {
    const apiPort = await claimPort(config.HOST, config.PORT, options.portWaitMs ?? PORT_WAIT_MS, signal)
    const apiUrl = localOrigin(config.HOST, apiPort)
    const generated = await generateSettings(config)
    const database = await parts.openDatabase(config, logger)
    shutdown.unshift({ name: 'database', timeoutMs: STOP_TIMEOUT_MS.database, run: database.close })
    signal.throwIfAborted()

    const sandboxPort = usesSandbox(config) ? await keptSandboxPort(config) : undefined
    const sandboxUrl = sandboxPort === undefined ? undefined : localOrigin('127.0.0.1', sandboxPort)
    if (sandboxPort !== undefined && sandboxUrl !== undefined) {
      start('sandbox', sandboxEnvironment(environment, config, sandboxPort))
      await ready('sandbox', sandboxUrl, () => true)
    }
    const addresses = { databaseUrl: database.url, apiPort, sandboxUrl }
    const serviceEnv = serviceEnvironment(environment, config, generated, addresses)
    start('worker', serviceEnv)
    start('api', serviceEnv)
    await ready('api', `${apiUrl}/readyz`, (status) => status === 200)

    const failed = givenUp()
    failed.catch(() => {})
    return {
      apiUrl,
      sandboxUrl,
      isDatabaseEmbedded: database.isEmbedded,
      adminApiKey: generated.adminApiKey,
      isAdminApiKeyNew: generated.isAdminApiKeyNew,
      givenUp: failed,
      stop: () => runShutdown(shutdown, logger),
      kill: () => {
        for (const process of processes) process.kill()
      },
    }
  } catch (error) {
    await runShutdown(shutdown, logger)
    throw error
  }
}

/**
 * The sandbox keeps its port over restarts: what earlier jobs have stored of it, such as the address of a finished
 * video, stays true.
 */
async function keptSandboxPort(config: Config): Promise<number> {
  const free = await claimPortLike('127.0.0.1', 0)
  const kept = await keptOnce(config.DATA_DIR, 'sandbox-port', () => String(free))
  return claimPortLike('127.0.0.1', Number(kept.value))
}
