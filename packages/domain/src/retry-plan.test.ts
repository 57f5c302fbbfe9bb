import { describe, expect, it } from 'vitest'
import { JOB_ERROR_CODES, type JobErrorCode } from './error-codes.ts'
import { STAGES, type Stage } from './job-status.ts'
import { type Forgotten, retryCredits, retryPlan } from './retry-plan.ts'

/** By code, in the order of the stages: session, upload, instruct, verify, render, fetch. */
const WHERE_IT_FAILED = [
  'session nothing',
  'upload nothing',
  'instruct nothing',
  'verify reads',
  'render polls',
  'fetch polls',
]
const always = (plan: string): string[] => STAGES.map(() => plan)
const EXPECTED: Record<JobErrorCode, string[]> = {
  unsupported_file: WHERE_IT_FAILED,
  file_too_large: WHERE_IT_FAILED,
  media_unreachable: WHERE_IT_FAILED,
  instruction_timeout: always('instruct intent'),
  no_change: always('instruct intent'),
  outcome_unknown: always('instruct intent'),
  empty_draft: always('instruct message'),
  session_lost: always('session session'),
  render_failed: always('render render'),
  output_invalid: always('render render'),
  render_timeout: always('render polls'),
  nemo_unavailable: WHERE_IT_FAILED,
  internal: WHERE_IT_FAILED,
}

describe('a retry', () => {
  for (const code of JOB_ERROR_CODES)
    for (const [index, stage] of STAGES.entries()) {
      const expected = EXPECTED[code][index]
      it(`of ${code} at ${stage} starts at (forgetting) ${expected}`, () => {
        const plan = retryPlan({ code, stage, hasSession: true })
        expect(`${plan.stage} ${plan.forget}`).toBe(expected)
      })
    }

  it.each(JOB_ERROR_CODES)('of %s without a session opens one', (code) => {
    for (const stage of STAGES)
      expect(retryPlan({ code, stage, hasSession: false })).toEqual({ stage: 'session', forget: 'session' })
  })
})

describe('what a retry costs', () => {
  it.each<[string, Stage, Forgotten, boolean, number]>([
    ['everything again in a new session', 'session', 'session', true, 150],
    ['its own message and the later one, sent again', 'instruct', 'message', true, 100],
    ['the same when the draft decides whether it is sent', 'instruct', 'intent', true, 100],
    ['its own message and the later one, never sent before', 'upload', 'nothing', false, 100],
    ['the later one alone, when its own was sent', 'instruct', 'nothing', true, 50],
    ['the later one alone, from verify', 'verify', 'reads', true, 50],
    ['the later one alone, from a new render', 'render', 'render', true, 50],
    ['the later one alone, from fetch', 'fetch', 'polls', true, 50],
  ])('is %s', (_what, stage, forget, wasSent, credits) => {
    expect(retryCredits({ stage, forget }, { stepIndex: 1, stepCount: 3, wasSent })).toBe(credits)
  })

  it('is nothing for the last step once its message is paid', () => {
    const at = { stepIndex: 0, stepCount: 1, wasSent: true }
    expect(retryCredits({ stage: 'render', forget: 'polls' }, at)).toBe(0)
  })
})
