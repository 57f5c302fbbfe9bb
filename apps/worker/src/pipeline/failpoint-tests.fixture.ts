import { openProject } from '@nemo-batch/database'
import { createSandbox, type Sandbox } from '@nemo-batch/sandbox'
import { type QueueBackend, queueBackends } from '@nemo-batch/testing'
import { afterAll, describe, expect, it, onTestFailed, vi } from 'vitest'
import {
  isByTheClock,
  isPassedAlways,
  isUnknowable,
  POINTS_BY_THE_CLOCK,
  POINTS_IN_A_ROW,
  POINTS_OF_STAGES,
  WAKE_UPS_IN_A_ROW,
  withoutStep,
} from './failpoint-points.fixture.ts'
import { type Death, givenJobAlone, type JobAlone, killTogether } from './given-failpoints.ts'

const STEPS = ['make a smooth 2-second video with a title "Spring"', 'add lo-fi background music at 35%']
/** Workers that die in one process: to start one costs more than all that they do. */
const PER_PROCESS = 6
/** More than die together, for they wait for leases and wake-ups; each holds ten connections to the one Postgres. */
const AT_ONCE = 9
const CASE_MS = 240_000
const END_MS = 60_000

/** By `npm run test:failpoints`. */
export const IS_EVERY_POINT = process.env.EVERY_FAILPOINT !== undefined

/** A job whose workers die one after another, each at its point, before one is left alone. */
type Case = { readonly deaths: readonly string[]; readonly steps: readonly string[] }
type Dead = { readonly job: JobAlone; readonly deaths: readonly Death[] }

/** A stream long enough for the clock. */
const SLOW_STEPS = STEPS.map((instruction, index) => (index === 0 ? `${instruction} [[sandbox:slow=2]]` : instruction))

/**
 * One test for each point at which a worker can die.
 * @param isTried which of the points that a job passes
 */
export async function testFailpoints(backend: QueueBackend, isTried: (point: string) => boolean): Promise<void> {
  if (!queueBackends().includes(backend)) {
    it.skip(`needs ${backend}`)
    return
  }
  vi.setConfig({ maxConcurrency: AT_ONCE, testTimeout: CASE_MS })
  const sandbox = await createSandbox({ profile: 'instant' })
  afterAll(() => sandbox.close())
  const passed = await discover(backend, sandbox)
  const cases: Case[] = [
    ...passed.filter(isTried).map((point) => ({ deaths: [point], steps: STEPS })),
    ...POINTS_BY_THE_CLOCK.map((point) => ({ deaths: [point], steps: SLOW_STEPS })),
  ]

  it('a job passes a point before and after each write, each call and each wake-up of its stages', () => {
    expect(passed.map(withoutStep)).toEqual(expect.arrayContaining(POINTS_OF_STAGES))
  })

  describe.concurrent('a worker that is killed costs nothing twice, and the next one completes the job', () => {
    for (const together of inGroups(cases)) testTogether(backend, sandbox, together)
  })

  describe.concurrent('a worker that is killed as it takes up what a killed one left does no harm either', () => {
    const rows = [...POINTS_IN_A_ROW, ...(IS_EVERY_POINT ? WAKE_UPS_IN_A_ROW : [])]
    const inARow = rows.map((deaths) => ({ deaths, steps: STEPS }))
    for (const together of inGroups(inARow)) testTogether(backend, sandbox, together)
  })
}

const inGroups = (cases: readonly Case[]): Case[][] =>
  [...Map.groupBy(cases.entries(), ([number]) => Math.floor(number / PER_PROCESS)).values()].map((group) =>
    group.map(([, each]) => each),
  )

function testTogether(backend: QueueBackend, sandbox: Sandbox, cases: readonly Case[]): void {
  const open = new Set<JobAlone>()
  let dying: Promise<Dead[]> | undefined
  afterAll(async () => {
    await dying?.catch(() => undefined)
    for (const job of open) await job.close()
  })
  for (const [number, { deaths }] of cases.entries()) {
    const where = deaths.join(' and then at ')
    it(`killed at ${where}`, async () => {
      onTestFailed(({ task }) => console.error(`alone: npx vitest run ${task.file.name} -t '${where}'`))
      dying ??= killInTurn(backend, sandbox, cases, open)
      const dead = (await dying)[number]
      if (dead === undefined) throw new Error('nobody died')
      expect(dead.deaths.map((death) => ({ ...death, passed: death.passed.at(-1) }))).toEqual(
        deaths.map((failpoint) => ({ signal: 'SIGKILL', passed: failpoint, stderr: '' })),
      )
      await dead.job.startWorker()
      const isUnknown = isUnknowable(where) || (isByTheClock(where) && (await endsUnknown(dead.job)))
      if (isUnknown) await retryUnknown(dead.job)
      await expectCompletedOnce(dead.job, isUnknown ? 2 : 1)
      open.delete(dead.job)
      await dead.job.close()
    })
  }
}

/** Cases of as many deaths each, so that their workers die in one process. */
async function killInTurn(
  backend: QueueBackend,
  sandbox: Sandbox,
  cases: readonly Case[],
  open: Set<JobAlone>,
): Promise<Dead[]> {
  const dead = await Promise.all(
    cases.map(async ({ steps }) => ({ job: await givenJobAlone(backend, sandbox, steps), deaths: [] as Death[] })),
  )
  for (const { job } of dead) open.add(job)
  for (const round of cases[0]?.deaths.keys() ?? []) {
    const deaths = await killTogether(
      dead.map(({ job }, number) => ({ job, failpoint: cases[number]?.deaths[round] ?? null })),
    )
    for (const [number, death] of deaths.entries()) dead[number]?.deaths.push(death)
    for (const { job } of dead) await job.letAMinuteGoBy()
  }
  return dead
}

const endsUnknown = async ({ jobId, ended }: JobAlone): Promise<boolean> =>
  (await ended(jobId, END_MS)).error?.code === 'outcome_unknown'

async function retryUnknown({ db, jobId, ended }: JobAlone): Promise<void> {
  expect(await ended(jobId, END_MS)).toMatchObject({
    status: 'failed',
    error: { code: 'outcome_unknown', retryable: true, billed: 'unknown' },
  })
  expect(await openProject(db, 'proj_default').retryJob(jobId)).toMatchObject({ kind: 'done' })
}

async function expectCompletedOnce(job: JobAlone, attempts: number): Promise<void> {
  expect(await job.ended(job.jobId, END_MS)).toMatchObject({ status: 'completed', error: null, attempts })
  const calls = await job.calls()
  const taken = calls.entries().filter(({ call, detail }) => call === 'message' && detail.cost !== undefined)
  expect(taken.map(({ detail }) => detail.text)).toEqual(STEPS)
  expect(Object.values(calls.counters().renders)).toEqual([STEPS.length])
  await job.checkInvariants()
}

/** All that a job passes; its videos are drawn in a first run, so that no render is waited for afterwards. */
async function discover(backend: QueueBackend, sandbox: Sandbox): Promise<string[]> {
  let passed: readonly string[] = []
  for (const _run of ['cold', 'warm']) {
    const job = await givenJobAlone(backend, sandbox, STEPS)
    passed = (await killTogether([{ job, failpoint: null }])).flatMap((death) => death.passed)
    await job.close()
  }
  return passed.filter(isPassedAlways)
}
