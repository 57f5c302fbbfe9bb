import type { Job } from '@nemo-batch/sdk'

type Step = Job['steps'][number]

export type Shown = {
  /** Whose timeline is drawn. */
  readonly step: Step | undefined
  /** Whose video is shown: that step's own, else the latest before it. */
  readonly videoStep: Step | undefined
  /** The one before that has a timeline, to compare with. */
  readonly before: Step | undefined
}

/** @param asked the step that was chosen; left out, or not there, the latest that has something to show */
export function shownStep(steps: Job['steps'], asked: number | undefined): Shown {
  const step = steps.find(({ index }) => index === asked) ?? steps.findLast(hasSomething) ?? steps.at(0)
  const until = steps.filter(({ index }) => step !== undefined && index <= step.index)
  return {
    step,
    videoStep: until.findLast(({ video }) => video !== null),
    before: until.slice(0, -1).findLast(({ timeline }) => timeline !== null),
  }
}

const hasSomething = ({ timeline, video }: Step): boolean => timeline !== null || video !== null
