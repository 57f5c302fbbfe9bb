import { describe, expect, it } from 'vitest'
import {
  givenAccount,
  givenEndpoint,
  givenGroup,
  givenStats,
  givenSystem,
  minutesAgo,
  NOW_MS,
  WELL,
} from './given-health.ts'
import { judge, type Known, type Problem } from './health.ts'

const judged = (changes: Partial<Known>) => judge({ ...WELL, ...changes })
const only = (changes: Partial<Known>): { readonly state: string; readonly problem: Problem | undefined } => {
  const { state, problems } = judged(changes)
  expect(problems).toHaveLength(1)
  return { state, problem: problems[0] }
}

describe('the state of the service', () => {
  it('is well when nothing is wrong', () => {
    expect(judge(WELL)).toEqual({ state: 'well', problems: [] })
  })

  it('concludes nothing from what is not known', () => {
    expect(judge({ nowMs: NOW_MS })).toEqual({ state: 'well', problems: [] })
  })

  it('stays well in a sandbox, and says that it is one', () => {
    expect(only({ system: givenSystem({ sandbox: true }) })).toMatchObject({
      state: 'well',
      problem: { kind: 'sandbox', severity: 'hint' },
    })
  })

  it('tells the worst first, and a hint last', () => {
    const { state, problems } = judged({
      system: givenSystem({ alive: 0, sandbox: true }),
      lastHour: givenStats({ queue: { queued: 3 } }),
      endpoints: [givenEndpoint('down')],
    })
    expect(state).toBe('broken')
    expect(problems.map(({ kind }) => kind)).toEqual(['no_workers', 'endpoint_failing', 'sandbox'])
  })

  it('is not called well when the page is not told of changes', () => {
    expect(only({ cutOffSinceMs: NOW_MS - 5_000 })).toMatchObject({
      state: 'attention',
      problem: { kind: 'cut_off', sinceMs: NOW_MS - 5_000 },
    })
  })
})

describe('workers and the queue', () => {
  it('are broken when jobs wait and no worker is alive, since one was seen last', () => {
    const lastHour = givenStats({ queue: { queued: 3, running: 1, oldest_queued_seconds: 900 } })
    const seen = { system: givenSystem({ alive: 0, lastSeen: minutesAgo(7) }), lastHour }
    expect(only(seen)).toMatchObject({
      state: 'broken',
      problem: { kind: 'no_workers', waiting: 4, sinceMs: Date.parse(minutesAgo(7)) },
    })
    // whoever may not see workers knows since when jobs wait
    expect(only({ ...seen, system: givenSystem({ alive: 0 }) }).problem?.sinceMs).toBe(Date.parse(minutesAgo(15)))
  })

  it('need attention when no worker is alive and nothing waits', () => {
    expect(only({ system: givenSystem({ alive: 0 }) })).toMatchObject({ state: 'attention', problem: { waiting: 0 } })
  })

  it('are broken while the queue cannot be reached', () => {
    expect(only({ system: givenSystem({ isQueueDown: true }) })).toMatchObject({
      state: 'broken',
      problem: { kind: 'queue_unreachable' },
    })
  })

  it('need attention when jobs wait for minutes and none runs', () => {
    const waiting = (seconds: number) => ({
      lastHour: givenStats({ queue: { queued: 2, oldest_queued_seconds: seconds } }),
    })
    expect(judged(waiting(60)).state).toBe('well')
    expect(only(waiting(600))).toMatchObject({
      state: 'attention',
      problem: { kind: 'queue_stuck', queued: 2, sinceMs: Date.parse(minutesAgo(10)) },
    })
  })

  it('count the time since figures were read into how long jobs have waited', () => {
    const lastHour = givenStats({ queue: { queued: 2, oldest_queued_seconds: 60 } })
    expect(only({ lastHour, lastHourReadAtMs: Date.parse(minutesAgo(9)) }).problem).toMatchObject({
      kind: 'queue_stuck',
      sinceMs: Date.parse(minutesAgo(10)),
    })
  })

  it('are well while a large batch is worked off for hours, and tell at what pace', () => {
    const lastHour = givenStats({
      queue: { queued: 300, running: 8, oldest_queued_seconds: 7_200 },
      ended: { 30: { completed: 100 } },
    })
    expect(only({ lastHour })).toMatchObject({
      state: 'well',
      problem: { kind: 'queue_slow', severity: 'hint', queued: 300, emptyInMs: 3 * 3_600_000 },
    })
  })
})

describe('accounts', () => {
  it('are broken when all are blocked, and need attention when some are', () => {
    const blocked = givenAccount('credits_exhausted')
    const lastHour = givenStats({ queue: { blocked: 5 } })
    expect(only({ accounts: [blocked], lastHour })).toMatchObject({
      state: 'broken',
      problem: { kind: 'account_blocked', jobs: 5, sinceMs: Date.parse(minutesAgo(20)) },
    })
    expect(only({ accounts: [blocked, givenAccount()] }).state).toBe('attention')
  })

  it('are not named to who may not see them: blocked jobs are', () => {
    expect(only({ accounts: undefined, lastHour: givenStats({ queue: { blocked: 5 } }) })).toMatchObject({
      state: 'attention',
      problem: { kind: 'jobs_blocked', jobs: 5 },
    })
  })
})

describe('failures of the last hour', () => {
  const failing = (completed: number, failed: number) => ({
    lastHour: givenStats({ ended: { 30: { failed }, 10: { completed } } }),
    errorGroups: [givenGroup(1), givenGroup(7)],
  })

  it.each([
    [100, 2, 'well'],
    [0, 2, 'well'],
    [20, 3, 'attention'],
    [3, 3, 'broken'],
  ] as const)('with %i completed and %i failed it is %s', (completed, failed, state) => {
    expect(judged(failing(completed, failed)).state).toBe(state)
  })

  it('are told with what happened most, and since when', () => {
    expect(only(failing(8, 8)).problem).toMatchObject({
      kind: 'failing',
      failed: 8,
      ended: 16,
      group: { failures: 7 },
      sinceMs: Date.parse(minutesAgo(30)),
    })
  })
})

describe('webhook endpoints', () => {
  it('that the service disabled need attention; one that a person disabled does not', () => {
    expect(only({ endpoints: [givenEndpoint('disabled')] })).toMatchObject({
      state: 'attention',
      problem: { kind: 'endpoint_disabled', sinceMs: Date.parse(minutesAgo(30)) },
    })
    expect(judged({ endpoints: [givenEndpoint('disabled', { byPerson: true })] }).state).toBe('well')
  })

  it('that failed once are tried again first; those that go on failing need attention', () => {
    expect(judged({ endpoints: [givenEndpoint('failing', { failures: 1 })] }).state).toBe('well')
    expect(only({ endpoints: [givenEndpoint('failing', { failures: 2 })] })).toMatchObject({
      state: 'attention',
      problem: { kind: 'endpoint_failing', sinceMs: Date.parse(minutesAgo(40)) },
    })
  })
})
