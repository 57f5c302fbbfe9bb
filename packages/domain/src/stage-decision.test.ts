import { expect, it } from 'vitest'
import { JOB_ERROR_CODES, toJobError } from './error-codes.ts'
import { block, done, fail, goto, retry, wait } from './stage-decision.ts'

const failure = { code: 'render_failed', message: 'no', billed: true } as const

it('names each decision a stage can make', () => {
  expect([
    done(),
    goto('verify'),
    wait(5),
    retry(failure),
    retry(failure, 7),
    block('plan_required', 'upgrade', null),
    fail(failure),
  ]).toEqual([
    { kind: 'done' },
    { kind: 'goto', stage: 'verify', delayMs: 0 },
    { kind: 'wait', delayMs: 5 },
    { kind: 'retry', failure },
    { kind: 'retry', failure, delayMs: 7 },
    { kind: 'block', reason: 'plan_required', message: 'upgrade', actionUrl: null },
    { kind: 'fail', failure },
  ])
})

it.each(JOB_ERROR_CODES)('tells for %s what to do, who must do it and what it cost', (code) => {
  const error = toJobError({ code, message: 'what happened', billed: 'unknown', nemoCode: 4001 }, 'upload')
  expect(error).toMatchObject({ code, message: 'what happened', nemo_code: 4001, stage: 'upload', billed: 'unknown' })
  expect(error.action).toMatch(/^[A-Z].{20,}\.$/)
  expect(['caller', 'operator', 'provider']).toContain(error.fix_by)
  expect(toJobError({ code, message: 'm', billed: false }, null).nemo_code).toBeNull()
})
