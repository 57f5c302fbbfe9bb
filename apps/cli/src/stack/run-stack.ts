import { fileURLToPath } from 'node:url'
import { type Config, keptOnce, type Logger, usesSandbox } from '@nemo-batch/runtime'
import { type GeneratedSettings, generateSettings } from './generated-settings.ts'
import { createLineup, type Lineup } from './lineup.ts'
import { type OpenDatabase, openDatabase } from './open-database.ts'
import { claimPort, claimPortLike } from './ports.ts'
import {
  type Environment,
  localOrigin,
  type StackAddresses,
  sandboxEnvironment,
  serviceEnvironment,
} from './process-environment.ts'
import type { ProcessSpec } from './supervised-process.ts'

const PORT_WAIT_MS = 10_000
const READY_TIMEOUT_MS = 60_000
/** Together under the 15 s in which everything must have ended. */
/** By default the memory of new objects doubles under load, to a hundred megabytes of garbage. */
const API_FLAGS = ['--max-semi-space-size=16']

const STOP_TIMEOUT_MS = { api: 4_000, worker: 4_500, sandbox: 1_500, database: 4_000 } as const

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
  const { config, signal } = options
  const lineup = createLineup(options.logger)
  try {
    const apiPort = await claimPort(config.HOST, config.PORT, options.portWaitMs ?? PORT_WAIT_MS, signal)
    const generated = await generateSettings(config)
    const database = await (options.parts ?? REAL_PARTS).openDatabase(config, options.logger)
    lineup.opened({ name: 'database', timeoutMs: STOP_TIMEOUT_MS.database, run: database.close })
    signal.throwIfAborted()
    const sandboxUrl = usesSandbox(config) ? await startSandbox(options, lineup) : undefined
    const addresses = { databaseUrl: database.url, apiPort, sandboxUrl }
    const apiUrl = await startServices(options, lineup, generated, addresses)

    const givenUp = lineup.givenUp()
    givenUp.catch(() => {})
    const { adminApiKey, isAdminApiKeyNew } = generated
    return { apiUrl, sandboxUrl, adminApiKey, isAdminApiKeyNew, givenUp, stop: lineup.stop, kill: lineup.kill }
  } catch (error) {
    await lineup.stop()
    throw error
  }
}

async function startSandbox(options: StackOptions, lineup: Lineup): Promise<string> {
  const { config, environment, output, signal, parts = REAL_PARTS } = options
  const port = await keptSandboxPort(config)
  const url = localOrigin('127.0.0.1', port)
  lineup.start(
    {
      name: 'sandbox',
      entry: parts.entries.sandbox,
      environment: sandboxEnvironment(environment, config, port),
      output,
    },
    STOP_TIMEOUT_MS.sandbox,
  )
  await lineup.ready({ name: 'sandbox', url, isReady: () => true, timeoutMs: READY_TIMEOUT_MS }, signal)
  return url
}

async function startServices(
  options: StackOptions,
  lineup: Lineup,
  generated: GeneratedSettings,
  addresses: StackAddresses,
): Promise<string> {
  const { config, output, signal, parts = REAL_PARTS } = options
  const environment = serviceEnvironment(options.environment, config, generated, addresses)
  lineup.start({ name: 'worker', entry: parts.entries.worker, environment, output }, STOP_TIMEOUT_MS.worker)
  const api = { name: 'api', entry: parts.entries.api, nodeFlags: API_FLAGS, environment, output }
  lineup.start(api, STOP_TIMEOUT_MS.api)
  const apiUrl = localOrigin(config.HOST, addresses.apiPort)
  const isReady = (status: number): boolean => status === 200
  await lineup.ready({ name: 'api', url: `${apiUrl}/readyz`, isReady, timeoutMs: READY_TIMEOUT_MS }, signal)
  return apiUrl
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
