import { block, done, fail, goto, MAX_STAGE_TRIES, retry, throttle, wait } from '@nemo-batch/domain'
import { describe, expect, it } from 'vitest'
import { decideMove, type MoveInput } from './decide-move.ts'

const failure = { code: 'nemo_unavailable', message: 'down', billed: false } as const

const JOB = { stepIndex: 0, progress: 30, stageTries: 0, rateLimitTries: 0 }

const input = (change: Partial<MoveInput> = {}): MoveInput => ({
  job: JOB,
  at: { stage: 'verify', stepIndex: 0 },
  steps: [{ render: true, hasMedia: true }],
  progressWithin: 0,
  balanceCheckMs: 60_000,
  isPaid: true,
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
    expect(move).toEqual({
      status: 'running',
      stageTries: 0,
      rateLimitTries: 0,
      progress: 76,
      wakeDelayMs: 30_000,
    })
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
      decideMove(retry(failure), input({ job: { ...JOB, stageTries } })),
    ).map((decided) => decided.move)
    expect(moves.slice(0, -1).every((move) => move.status === 'running')).toBe(true)
    const delays = moves.slice(0, -1).map((move) => move.wakeDelayMs ?? 0)
    expect(delays).toEqual(delays.toSorted((a, b) => a - b))
    expect(moves.at(-1)).toMatchObject({ status: 'failed', error: { code: 'nemo_unavailable', stage: 'verify' } })
  })

  it('obeys the delay that the provider named', () => {
    expect(decideMove(retry(failure, 7_000), input()).move.wakeDelayMs).toBe(7_000)
  })

  it('lost a session in which nothing was paid: from the start, without a word about money', () => {
    const { move, events } = decideMove(goto('session'), input({ isPaid: false }))
    expect(move.warnings).toEqual([])
    expect(events[0]?.data).toMatchObject({ billed_again: false })
  })

  it('was asked for patience: it waits alone at first, then its account slows down, and neither is a try', () => {
    const first = decideMove(throttle(7_000), input({ job: { ...JOB, stageTries: 2 } }))
    expect(first.slowsAccount).toBe(false)
    expect(first.move).toMatchObject({ status: 'running', rateLimitTries: 1 })
    expect(first.move.stageTries).toBeUndefined()
    expect(first.move.wakeDelayMs).toBeGreaterThanOrEqual(7_000)
    expect(decideMove(throttle(7_000), input({ job: { ...JOB, rateLimitTries: 1 } })).slowsAccount).toBe(true)
  })

  it('is asked for a week of patience: it asks again after a quarter of an hour', () => {
    expect(decideMove(throttle(7 * 86_400_000), input()).move.wakeDelayMs).toBeLessThan(20 * 60_000)
  })

  it('could not be tried: again later, with all it had', () => {
    expect(decideMove({ kind: 'hold', delayMs: 300 }, input())).toEqual({
      move: { status: 'running', wakeDelayMs: 300 },
      events: [],
    })
    const { events } = decideMove({ kind: 'hold', delayMs: 300, waitingFor: 'storage' }, input())
    expect(events).toEqual([{ type: 'job.progress', data: { stage: 'verify', waiting_for: 'storage' } }])
  })

  it('would begin something in a batch that is paused: back to the queue, to the same stage', () => {
    expect(decideMove({ kind: 'park' }, input()).move).toMatchObject({ status: 'queued', wakeDelayMs: null })
  })

  it.each([
    ['credits_exhausted', 60_000],
    ['plan_required', null],
    ['credentials_rejected', null],
  ] as const)(
    'is blocked by its account (%s): it waits, and the cause is looked at after %s ms',
    (reason, checkAfterMs) => {
      const { move } = decideMove(block(reason, 'upgrade', 'https://nemo.example'), input())
      expect(move).toMatchObject({
        status: 'blocked',
        checkAfterMs,
        wakeDelayMs: null,
        blocked: { reason, action_url: 'https://nemo.example' },
      })
    },
  )

  it('cannot go on: failed, with the whole error', () => {
    const { move } = decideMove(fail({ ...failure, code: 'render_failed', billed: true }), input())
    expect(move.error).toMatchObject({ code: 'render_failed', billed: true, retryable: true, fix_by: 'provider' })
  })
})

it('never lets the progress of a job fall', () => {
  expect(decideMove(wait(1), input({ job: { ...JOB, progress: 80 } })).move.progress).toBe(80)
})
