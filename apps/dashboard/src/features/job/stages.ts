import type { Job } from '@nemo-batch/sdk'

export type Stage = NonNullable<Job['stage']>

/** In the order in which a step goes through them. */
const STAGES = ['session', 'upload', 'instruct', 'verify', 'render', 'fetch'] as const satisfies Stage[]

export const toStage = (value: unknown): Stage | null => STAGES.find((stage) => stage === value) ?? null

export type StageState = 'done' | 'current' | 'failed' | 'todo'

/** How far the step that is worked is, stage by stage; its upload is left out where it has nothing to upload. */
export function stagesOf({ status, stage, steps }: Job): readonly { stage: Stage; state: StageState }[] {
  const step = stepAtWork(steps)
  const isFirst = step === undefined || step.index === 0
  const shown = STAGES.filter((name) => {
    if (name === 'session') return isFirst
    if (name === 'upload') return isFirst || step.media.length > 0
    return step?.render !== false || (name !== 'render' && name !== 'fetch')
  })
  const at = stage === null ? -1 : shown.indexOf(stage)
  return shown.map((name, index) => {
    if (status === 'completed' || index < at) return { stage: name, state: 'done' }
    if (index > at) return { stage: name, state: 'todo' }
    return { stage: name, state: status === 'failed' || status === 'canceled' ? 'failed' : 'current' }
  })
}

/** The first that is not done; with none, the last. */
export const stepAtWork = (steps: Job['steps']): Job['steps'][number] | undefined =>
  steps.find(({ status }) => status === 'running') ??
  steps.find(({ status }) => status === 'pending') ??
  steps.findLast(({ status }) => status === 'failed') ??
  steps.at(-1)
