import { createLogger, type Logger, parseConfig } from '@nemo-batch/runtime'
import { startCallers, startCaretaker } from './callers.ts'
import { findViolations } from './find-violations.ts'
import { givenTables } from './given-tables.ts'
import { Provider } from './provider.ts'
import { createTableMoves } from './table-moves.ts'
import type { Tables } from './tables.ts'
import { createWakeUps } from './wake-ups.ts'
import type { Fault } from './weather.ts'
import { isExpected, type Plants, type Surroundings, startSimulatedWorker } from './worker.ts'
import { createWorld } from './world.ts'

export type Simulated = {
  readonly seed: number
  /** A sentence for each thing that must never be so. */
  readonly violations: readonly string[]
  readonly faults: readonly Fault[]
  /** How each job ended: its status, with the error's code. */
  readonly ends: readonly string[]
}

const config = parseConfig({
  NEMO_RENDER_POLL_INTERVAL_MS: '4000',
  NEMO_RENDER_MAX_POLLS: '8',
  NEMO_RECOVERY_FIRST_DELAY_MS: '3000',
  NEMO_RECOVERY_DELAY_MS: '6000',
  NEMO_SETTLE_DELAY_MS: '3000',
  NEMO_RATE_LIMIT_DELAY_MS: '2000',
  NEMO_BALANCE_CHECK_INTERVAL_MS: '10000',
})

const silent = createLogger('simulation', 'silent', false)
const MINUTE_MS = 60_000
/** So long after the last fault every job has long ended. */
const CALM_MS = 60 * MINUTE_MS
/** What is still under way when the last job ended comes to its own end: late answers, frozen workers. */
const AFTERMATH_MS = MINUTE_MS

/**
 * One schedule: a few jobs, one to three workers, and for some minutes whatever may happen to them. Then no fault comes
 * any more, all workers live, and every job has to end.
 * @param tell gets a line for everything that happens
 */
export async function simulate(seed: number, plants: Plants = {}, tell?: (line: string) => void): Promise<Simulated> {
  const world = createWorld(seed, tell)
  const { random } = world
  const violations: string[] = []
  const tables = givenTables(random, world.nowMs)
  const provider = new Provider(world, random.pick([5_000, 5_000, 5_000, 75]))
  const surroundings: Surroundings = {
    ...{ world, tables, provider, violations, plants, config },
    moves: createTableMoves(tables),
    kept: new Map(),
    wakeUps: createWakeUps(world),
    logger: watchErrors(violations),
  }
  const isBrokeAtEnd = random.chance(0.1)
  const crew = startCrew(surroundings, random.between(1, 3))
  startCallers(surroundings)

  await world.run(random.between(15_000, 2 * MINUTE_MS), () => isOver(tables))
  world.trace('world', 'becomes calm')
  world.weather.calmDown()
  startCaretaker(surroundings, isBrokeAtEnd)
  await world.run(world.nowMs() + CALM_MS, () => hasEnded(tables, isBrokeAtEnd))
  await world.run(world.nowMs() + AFTERMATH_MS, () => false)
  crew.dismiss()

  violations.push(...findViolations(surroundings, isBrokeAtEnd))
  const ends = [...tables.jobs.values()].map(({ status, error }) => (error === null ? status : `failed ${error.code}`))
  return { seed, violations, faults: world.weather.struck, ends }
}

/** Nothing can happen to the jobs any more, not even a retry. */
function isOver(tables: Tables): boolean {
  for (const job of tables.jobs.values()) if (job.status !== 'completed' && job.status !== 'canceled') return false
  return true
}

function hasEnded(tables: Tables, mayBlock: boolean): boolean {
  for (const job of tables.jobs.values()) if (!job.isEnded && !(mayBlock && job.status === 'blocked')) return false
  return true
}

/** Workers that are started again some seconds after they died, and are told to stop now and then. */
function startCrew(surroundings: Surroundings, size: number): { dismiss(): void } {
  const { world, wakeUps } = surroundings
  const { random, weather } = world
  let started = 0
  let isDismissed = false
  const startOne = (): void => {
    const worker = startSimulatedWorker(`worker-${++started}`, surroundings)
    wakeUps.workers.push(worker)
    const look = (): void => {
      if (isDismissed) return
      if (!worker.process.isAlive) {
        wakeUps.workers.splice(wakeUps.workers.indexOf(worker), 1)
        world.after(random.between(100, 8_000), null, startOne)
        return
      }
      if (!worker.isStopping() && weather.strikes('stop')) worker.stop()
      world.after(1_000, null, look)
    }
    world.after(1_000, null, look)
  }
  for (let index = 0; index < size; index++) startOne()
  return {
    dismiss: () => {
      isDismissed = true
    },
  }
}

/** Errors that nobody made on purpose are bugs, of the flow or of the model. */
function watchErrors(violations: string[]): Logger {
  const logger: Logger = Object.create(silent, {
    child: { value: () => logger },
    error: {
      value: (fields: { err?: unknown }) => {
        if (!isExpected(fields.err)) violations.push(`an error that nobody made: ${describe(fields.err)}`)
      },
    },
  })
  return logger
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
