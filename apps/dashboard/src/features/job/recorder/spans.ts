import type { ServiceEvent } from '@nemo-batch/sdk'
import { type Stage, toStage } from '../stages.ts'

/** What a job was about for a while. */
export type Span = {
  readonly what: Stage | 'queued' | 'blocked'
  /** Counted from 0; null where it is of no step. */
  readonly stepIndex: number | null
  readonly startMs: number
  /** null while it goes on. */
  readonly endMs: number | null
}

/** Where the time of a job went, read off its events. Between its end and a later refinement no time passes. */
export function spansOf(events: readonly ServiceEvent[]): readonly Span[] {
  const spans: Span[] = []
  let open: Span | null = null
  for (const [at, event] of events.entries()) {
    const next = begunBy(event, events, at)
    if (next === undefined) continue
    const atMs = Date.parse(event.created_at)
    if (open !== null) spans.push({ ...open, endMs: atMs })
    open = next === null ? null : { ...next, startMs: atMs, endMs: null }
  }
  return open === null ? spans : [...spans, open]
}

/** @returns undefined: it goes on as it is; null: nothing is done from now on */
function begunBy(
  { type, data }: ServiceEvent,
  events: readonly ServiceEvent[],
  at: number,
): Pick<Span, 'what' | 'stepIndex'> | null | undefined {
  switch (type) {
    case 'job.queued':
    case 'job.unblocked':
      return { what: 'queued', stepIndex: null }
    case 'job.started':
      return { what: stageAtStart(events, at), stepIndex: null }
    case 'job.stage': {
      const stage = toStage(data.stage)
      const stepIndex = typeof data.step_index === 'number' ? data.step_index : null
      return stage === null ? undefined : { what: stage, stepIndex: stage === 'session' ? null : stepIndex }
    }
    case 'job.blocked':
      return { what: 'blocked', stepIndex: null }
    case 'job.completed':
    case 'job.failed':
    case 'job.canceled':
      return null
    default:
      return undefined
  }
}

/** What a start begins with is not told by itself: it follows from why the job was queued, and from what comes next. */
function stageAtStart(events: readonly ServiceEvent[], at: number): Stage {
  const queued = events.slice(0, at).findLast(({ type }) => type === 'job.queued')
  if (queued?.data.retry === true) return toStage(queued.data.stage) ?? 'session'
  if (queued?.data.refine !== true) return 'session'
  const next = events.slice(at + 1).find(({ type }) => type === 'job.stage')
  return next?.data.stage === 'instruct' ? 'upload' : 'instruct'
}

/** How long a job was about each thing, in the order in which they first came. */
export function sumSpans(spans: readonly Span[], nowMs: number): readonly { what: Span['what']; ms: number }[] {
  const sums = new Map<Span['what'], number>()
  for (const { what, startMs, endMs } of spans)
    sums.set(what, (sums.get(what) ?? 0) + Math.max(0, (endMs ?? nowMs) - startMs))
  return [...sums].map(([what, ms]) => ({ what, ms }))
}
