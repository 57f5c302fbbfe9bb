import { isFinal, JOB_STATUSES, progressPercent, STAGES } from '@nemo-batch/domain'
import type { EventAnswer, JobAnswer } from '../client/answers.ts'
import { printable } from './printable.ts'

export type JobView = {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly stage: string | undefined
  /** 0–100 */
  readonly progress: number
  readonly stepCount: number
  readonly stepIndex: number
  /** 0–100, how far the stage itself is; undefined when it cannot tell. */
  readonly stageProgress: number | undefined
  /** What failed or blocks it, in a word. */
  readonly note: string | undefined
}
/** Changed in place: a batch of 10,000 jobs has too many events to copy it for each. */
export type BatchView = { readonly name: string; status: string; readonly jobs: Map<string, JobView> }

/** What one event changed. */
export type ViewChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'batch'; readonly name: string; readonly status: string }
  | { readonly kind: 'job'; readonly before: JobView | undefined; readonly after: JobView }

/** The batch as it began; its events tell the rest. */
export function newBatchView(name: string, jobs: readonly JobAnswer[]): BatchView {
  const views = jobs.map((job): [string, JobView] => [
    job.id,
    newJobView(job.id, job.reference ?? undefined, job.steps?.length),
  ])
  return { name: printable(name), status: 'queued', jobs: new Map(views) }
}

const newJobView = (id: string, reference: string | undefined, stepCount = 1): JobView => ({
  id,
  name: printable(reference ?? id),
  status: 'queued',
  stage: undefined,
  progress: 0,
  stepCount,
  stepIndex: 0,
  stageProgress: undefined,
  note: undefined,
})

/** Brings the view up to date. An event of an unknown type changes nothing. */
export function applyEvent(view: BatchView, event: EventAnswer): ViewChange {
  const [subject, verb = ''] = event.type.split('.')
  if (subject === 'batch') {
    const status = BATCH_STATUS[verb] ?? view.status
    if (status === view.status) return { kind: 'none' }
    view.status = status
    return { kind: 'batch', name: view.name, status }
  }
  if (subject !== 'job' || typeof event.job_id !== 'string') return { kind: 'none' }
  const before = view.jobs.get(event.job_id)
  const known = before ?? newJobView(event.job_id, textOf(event.data, 'reference'))
  const after = afterJobEvent(known, verb, event.data)
  view.jobs.set(event.job_id, after)
  return { kind: 'job', before, after }
}

const BATCH_STATUS: Readonly<Record<string, string>> = {
  started: 'running',
  resumed: 'running',
  paused: 'paused',
  blocked: 'blocked',
  completed: 'completed',
  canceled: 'canceled',
}

function afterJobEvent(job: JobView, verb: string, data: Data): JobView {
  switch (verb) {
    case 'queued':
      return newJobView(job.id, job.name, job.stepCount)
    case 'started':
    case 'unblocked':
      return { ...job, status: 'running', note: undefined }
    case 'stage':
      return enterStage(job, data)
    case 'progress':
      return advanceStage(job, data)
    case 'blocked':
      return { ...job, status: 'blocked', note: textOf(data, 'reason') }
    case 'completed':
      return { ...job, status: 'completed', progress: 100 }
    case 'failed':
      return { ...job, status: 'failed', note: nestedText(data, 'error', 'code') }
    case 'canceled':
      return { ...job, status: 'canceled' }
    default:
      return job
  }
}

const enterStage = (job: JobView, data: Data): JobView => ({
  ...job,
  status: 'running',
  stage: textOf(data, 'stage') ?? job.stage,
  stepIndex: numberOf(data, 'step_index') ?? job.stepIndex,
  stageProgress: undefined,
  note: textOf(data, 'reason'),
  progress: numberOf(data, 'progress') ?? job.progress,
})

/** The number in a progress event is the stage's own, such as the render's; where that puts the job is the domain's rule. */
function advanceStage(job: JobView, data: Data): JobView {
  const stage = textOf(data, 'stage') ?? job.stage
  const stageProgress = numberOf(data, 'progress') ?? (stage === job.stage ? job.stageProgress : undefined)
  const known = STAGES.find((name) => name === stage)
  const reached =
    known === undefined || stageProgress === undefined
      ? 0
      : progressPercent({ stage: known, stepIndex: job.stepIndex }, job.stepCount, stageProgress / 100)
  return {
    ...job,
    status: 'running',
    stage,
    stageProgress,
    progress: Math.max(job.progress, reached),
    note: textOf(data, 'retrying'),
  }
}

type Data = Readonly<Record<string, unknown>>

const textOf = (data: Data, name: string): string | undefined => {
  const value = data[name]
  return typeof value === 'string' ? printable(value) : undefined
}

const numberOf = (data: Data, name: string): number | undefined => {
  const value = data[name]
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : undefined
}

const nestedText = (data: Data, outer: string, name: string): string | undefined => {
  const value = data[outer]
  return typeof value === 'object' && value !== null ? textOf({ ...value }, name) : undefined
}

export const hasEnded = (job: JobView): boolean => {
  const status = JOB_STATUSES.find((name) => name === job.status)
  return status !== undefined && isFinal(status)
}
