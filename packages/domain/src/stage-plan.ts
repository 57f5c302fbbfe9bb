import type { Stage } from './job-status.ts'

/** What the plan needs to know of a job: which steps render and which bring media of their own. */
export type PlannedStep = { readonly render: boolean; readonly hasMedia: boolean }
export type Position = { readonly stage: Stage; readonly stepIndex: number }

/**
 * The stage that follows a finished one, or `completed`:
 * session → upload → [ instruct → verify → (render → fetch) ] for each step.
 * A later step with media of its own goes through upload first.
 */
export function nextPosition(at: Position, steps: readonly PlannedStep[]): Position | 'completed' {
  switch (at.stage) {
    case 'session':
      return enterStep(at.stepIndex, steps)
    case 'upload':
      return { stage: 'instruct', stepIndex: at.stepIndex }
    case 'instruct':
      return { stage: 'verify', stepIndex: at.stepIndex }
    case 'verify':
      return steps[at.stepIndex]?.render ? { stage: 'render', stepIndex: at.stepIndex } : leaveStep(at, steps)
    case 'render':
      return { stage: 'fetch', stepIndex: at.stepIndex }
    case 'fetch':
      return leaveStep(at, steps)
  }
}

const leaveStep = (at: Position, steps: readonly PlannedStep[]): Position | 'completed' =>
  at.stepIndex + 1 < steps.length ? enterStep(at.stepIndex + 1, steps) : 'completed'

const enterStep = (stepIndex: number, steps: readonly PlannedStep[]): Position =>
  steps[stepIndex]?.hasMedia ? { stage: 'upload', stepIndex } : { stage: 'instruct', stepIndex }

const STAGE_SHARE: Record<Stage, number> = {
  session: 0,
  upload: 0.05,
  instruct: 0.2,
  verify: 0.55,
  render: 0.6,
  fetch: 0.92,
}

/**
 * How far a job is, 0–99. 100 belongs to completed jobs alone.
 * @param within 0–1, how far the stage itself is, when it can tell (a render's own progress)
 */
export function progressPercent(at: Position, stepCount: number, within = 0): number {
  const order: readonly Stage[] = ['session', 'upload', 'instruct', 'verify', 'render', 'fetch']
  const start = STAGE_SHARE[at.stage]
  const following = order[order.indexOf(at.stage) + 1]
  const end = following === undefined ? 1 : STAGE_SHARE[following]
  const share = start + (end - start) * Math.min(1, Math.max(0, within))
  return Math.min(99, Math.floor(((at.stepIndex + share) / Math.max(1, stepCount)) * 100))
}
