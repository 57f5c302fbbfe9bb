import { describe, expect, it } from 'vitest'
import type { Stage } from './job-status.ts'
import { nextPosition, type PlannedStep, type Position, progressPercent } from './stage-plan.ts'

const step = (render: boolean, hasMedia = false): PlannedStep => ({ render, hasMedia })

function walk(steps: readonly PlannedStep[]): string[] {
  const path: string[] = []
  let at: Position | 'completed' = { stage: 'session', stepIndex: 0 }
  while (at !== 'completed') {
    path.push(`${at.stepIndex}:${at.stage}`)
    at = nextPosition(at, steps)
  }
  return path
}

describe('the stages of a job', () => {
  it('are those of one rendered step', () => {
    expect(walk([step(true, true)])).toEqual(['0:session', '0:upload', '0:instruct', '0:verify', '0:render', '0:fetch'])
  })

  it('render only the steps that ask for it, and upload only for steps that bring media', () => {
    expect(walk([step(false, true), step(true), step(true, true)])).toEqual([
      ...['0:session', '0:upload', '0:instruct', '0:verify'],
      ...['1:instruct', '1:verify', '1:render', '1:fetch'],
      ...['2:upload', '2:instruct', '2:verify', '2:render', '2:fetch'],
    ])
  })

  it('end after an edit when the last step renders nothing', () => {
    expect(walk([step(true, true), step(false)]).at(-1)).toBe('1:verify')
  })
})

describe('the progress of a job', () => {
  const stages: readonly Stage[] = ['session', 'upload', 'instruct', 'verify', 'render', 'fetch']

  it('never falls from stage to stage and never reaches 100 before the end', () => {
    const seen = [0, 1].flatMap((stepIndex) =>
      stages.flatMap((stage) => [0, 0.5, 1].map((within) => progressPercent({ stage, stepIndex }, 2, within))),
    )
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(Math.max(...seen)).toBe(99)
  })

  it('stays within bounds when a provider reports more than all, or less than nothing', () => {
    expect(progressPercent({ stage: 'render', stepIndex: 0 }, 1, 40)).toBe(92)
    expect(progressPercent({ stage: 'render', stepIndex: 0 }, 1, -3)).toBe(60)
  })
})
