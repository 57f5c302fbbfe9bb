import { describe, expect, it } from 'vitest'
import { givenJob, givenMedia, givenStep } from './given-job.ts'
import { shownStep } from './shown-step.ts'
import { stagesOf } from './stages.ts'

const timeline = { summary: '', duration_ms: 1, tracks: [] }
const video = { file_id: 'file_a', url: '', bytes: 1, sha256: '', duration_ms: 1, width: 1, height: 1 }
const states = (...given: Parameters<typeof givenJob>) =>
  stagesOf(givenJob(...given)).map(({ stage, state }) => `${stage} ${state}`)

describe('how far a step is', () => {
  it('shows the stages that are done, the one at work and those to come', () => {
    expect(states({ status: 'running', stage: 'instruct', steps: [givenStep({ status: 'running' })] })).toEqual([
      ...['session done', 'upload done', 'instruct current', 'verify todo', 'render todo', 'fetch todo'],
    ])
  })
  it('leaves out what a later step does not do', () => {
    const steps = [givenStep({ status: 'completed' }), givenStep({ index: 1, render: false, status: 'running' })]
    expect(states({ status: 'running', stage: 'verify', steps })).toEqual(['instruct done', 'verify current'])
    const withPhotos = steps.with(1, givenStep({ index: 1, media: [givenMedia()], status: 'running' }))
    expect(states({ status: 'running', stage: 'upload', steps: withPhotos })[0]).toBe('upload current')
  })
  it('shows where it failed, and that nothing has begun before it starts', () => {
    expect(states({ status: 'failed', stage: 'upload', steps: [givenStep({ status: 'failed' })] })[1]).toBe(
      'upload failed',
    )
    expect(new Set(states({}).map((told) => told.split(' ')[1]))).toEqual(new Set(['todo']))
  })
})

describe('the step that is shown', () => {
  const steps = [
    givenStep({ index: 0, status: 'completed', timeline, video }),
    givenStep({ index: 1, status: 'completed', timeline, render: false }),
    givenStep({ index: 2, status: 'running' }),
  ]
  const shown = (asked?: number) => {
    const { step, videoStep, before } = shownStep(steps, asked)
    return [step?.index, videoStep?.index, before?.index]
  }
  it('is the latest with something to show, with the video that was there by then', () => {
    expect(shown()).toEqual([1, 0, 0])
  })
  it('is the one that was chosen, while there is one', () => {
    expect(shown(0)).toEqual([0, 0, undefined])
    expect(shown(2)).toEqual([2, 0, 1])
    expect(shown(99)).toEqual([1, 0, 0])
  })
  it('is the first of a job that has just begun', () => {
    expect(shownStep([givenStep()], undefined)).toMatchObject({ step: { index: 0 }, videoStep: undefined })
  })
})
