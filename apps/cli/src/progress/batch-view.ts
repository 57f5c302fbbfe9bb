import type { EventAnswer, JobAnswer } from '../client/answers.ts'
import { printable } from './printable.ts'

export type JobView = {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly stage: string | undefined
  /** 0–100 */
  readonly progress: number
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
  const views = jobs.map((job): [string, JobView] => [job.id, newJobView(job.id, job.reference ?? undefined)])
  return { name: printable(name), status: 'queued', jobs: new Map(views) }
}

const newJobView = (id: string, reference: string | undefined): JobView => ({
  id,
  name: printable(reference ?? id),
  status: 'queued',
  stage: undefined,
  progress: 0,
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
  const progress = Math.max(job.progress, numberOf(data, 'progress') ?? 0)
  switch (verb) {
    case 'queued':
      return { ...job, status: 'queued', stage: undefined, progress: 0, note: undefined }
    case 'started':
    case 'unblocked':
      return { ...job, status: 'running', note: undefined, progress }
    case 'stage':
    case 'progress':
      return { ...job, status: 'running', stage: textOf(data, 'stage') ?? job.stage, progress }
    case 'blocked':
      return { ...job, status: 'blocked', note: textOf(data, 'reason') ?? nestedText(data, 'blocked', 'reason') }
    case 'completed':
      return { ...job, status: 'completed', progress: 100 }
    case 'failed':
      return { ...job, status: 'failed', note: textOf(data, 'code') ?? nestedText(data, 'error', 'code') }
    case 'canceled':
      return { ...job, status: 'canceled' }
    default:
      return job
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

export const hasEnded = (job: JobView): boolean => ['completed', 'failed', 'canceled'].includes(job.status)
