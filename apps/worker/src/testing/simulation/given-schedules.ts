import { expect } from 'vitest'
import { type Simulated, simulate } from './simulate.ts'
import { ALL_FAULTS, type Fault } from './weather.ts'
import type { Plants } from './worker.ts'

/** 10,000 in all by `npm run test:fuzz`. */
export const HALF_OF_THE_SCHEDULES = Number(process.env.SIMULATION_SCHEDULES ?? 4_000) / 2

/** Lines of a history that are shown when its schedule went wrong. */
const LINES_SHOWN = 60

/**
 * Runs the schedules of these seeds, or the one that `SIMULATION_SEED` names, which then tells all that happens.
 * Fails at the first that breaks a rule, with its faults, its last effects and the command that runs it alone; and when
 * a fault never came in all of them.
 */
export async function expectNoViolations(firstSeed: number, seeds: number): Promise<void> {
  const { SIMULATION_SEED } = process.env
  if (SIMULATION_SEED !== undefined) return replay(Number(SIMULATION_SEED))
  const struck = new Set<Fault>()
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const simulated = await simulate(seed)
    if (simulated.violations.length > 0) expect.fail(await report(simulated))
    for (const fault of simulated.faults) struck.add(fault)
  }
  expect(ALL_FAULTS.filter((fault) => !struck.has(fault))).toEqual([])
}

async function replay(seed: number): Promise<void> {
  const { violations, ends, faults } = await simulate(seed, {}, (line) => process.stdout.write(`${line}\n`))
  process.stdout.write(`jobs: ${ends.join(', ')}\nfaults: ${faults.join(', ')}\n`)
  expect(violations).toEqual([])
}

async function report({ seed, violations, faults }: Simulated): Promise<string> {
  const lines: string[] = []
  await simulate(seed, {}, (line) => lines.push(line))
  return [
    `schedule ${seed} broke what must always hold:`,
    ...[...new Set(violations)].map((violation) => `  ${violation}`),
    `faults: ${faults.join(', ')}`,
    'its last effects:',
    ...lines.slice(-LINES_SHOWN),
    `all of it: SIMULATION_SEED=${seed} npx vitest run apps/worker/src/testing/simulation/schedules-1.test.ts`,
  ].join('\n')
}

/** @returns what the first schedule found that fails with these bugs in it; null when `most` schedules find nothing */
export async function firstFinding(plants: Plants, most: number): Promise<string | null> {
  for (let seed = 0; seed < most; seed++) {
    const [violation] = (await simulate(seed, plants)).violations
    if (violation !== undefined) return violation
  }
  return null
}
