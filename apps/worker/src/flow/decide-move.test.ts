import { block, done, fail, goto, MAX_STAGE_TRIES, retry, wait } from '@nemo-batch/domain'
import { describe, expect, it } from 'vitest'
import { decideMove, type MoveInput } from './decide-move.ts'

const failure = { code: 'nemo_unavailable', message: 'down', billed: false } as const

const input = (change: Partial<MoveInput> = {}): MoveInput => ({
  job: { stepIndex: 0, progress: 30, stageTries: 0 },
  at: { stage: 'verify', stepIndex: 0 },
  steps: [{ render: true, hasMedia: true }],
  progressWithin: 0,
  blockedRecheckMs: 60_000,
  random: 0.5,
  ...change,
})

describe('what becomes of a job whose stage', () => {
  it('is done: the next stage, at once, under the same lease', () => {
    expect(decideMove(done(), input()).move).toMatchObject({ status: 'running', stage: 'render', wakeDelayMs: null })
  })

  it('is done and was the last: completed, with 100 percent', () => {
    const { move, events } = decideMove(done(), input({ at: { stage: 'fetch', stepIndex: 0 } }))
    expect(move).toMatchObject({ status: 'completed', progress: 100, error: null })
    expect(events.map((event) => event.type)).toEqual(['job.completed'])
  })

  it('waits: the same stage later, without a slot of the worker', () => {
    const { move } = decideMove(wait(30_000), input({ at: { stage: 'render', stepIndex: 0 }, progressWithin: 0.5 }))
    expect(move).toEqual({ status: 'running', stageTries: 0, progress: 76, wakeDelayMs: 30_000 })
  })

  it('went on to recovery: the stage named, after the delay', () => {
    expect(decideMove(goto('verify', 30_000), input()).move).toMatchObject({ stage: 'verify', wakeDelayMs: 30_000 })
  })

  it('lost the session: from the start, saying that it is billed again', () => {
    const { move, events } = decideMove(goto('session'), input())
    expect(move).toMatchObject({ stage: 'session', stepIndex: 0, startsOver: true })
    expect(events[0]?.data).toMatchObject({ reason: 'session_lost', billed_again: true })
  })

  it('met a passing fault: tried again with growing delays, and failed once the tries are used up', () => {
    const moves = Array.from({ length: MAX_STAGE_TRIES }, (_none, stageTries) =>
      decideMove(retry(failure), input({ job: { stepIndex: 0, progress: 30, stageTries } })),
    ).map((decided) => decided.move)
    expect(moves.slice(0, -1).every((move) => move.status === 'running')).toBe(true)
    const delays = moves.slice(0, -1).map((move) => move.wakeDelayMs ?? 0)
    expect(delays).toEqual(delays.toSorted((a, b) => a - b))
    expect(moves.at(-1)).toMatchObject({ status: 'failed', error: { code: 'nemo_unavailable', stage: 'verify' } })
  })

  it('obeys the delay that the provider named', () => {
    expect(decideMove(retry(failure, 7_000), input()).move.wakeDelayMs).toBe(7_000)
  })

  it('cannot go on because of its account: blocked, and looked at again later', () => {
    const { move } = decideMove(block('plan_required', 'upgrade', 'https://nemo.example'), input())
    expect(move).toMatchObject({
      status: 'blocked',
      wakeDelayMs: 60_000,
      blocked: { reason: 'plan_required', action_url: 'https://nemo.example' },
    })
  })

  it('cannot go on: failed, with the whole error', () => {
    const { move } = decideMove(fail({ ...failure, code: 'render_failed', billed: true }), input())
    expect(move.error).toMatchObject({ code: 'render_failed', billed: true, retryable: true, fix_by: 'provider' })
  })
})

it('never lets the progress of a job fall', () => {
  expect(decideMove(wait(1), input({ job: { stepIndex: 0, progress: 80, stageTries: 0 } })).move.progress).toBe(80)
})
