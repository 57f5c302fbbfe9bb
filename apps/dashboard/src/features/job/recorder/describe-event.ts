import type { ServiceEvent } from '@nemo-batch/sdk'
import { type Stage, toStage } from '../stages.ts'

/** The words for an event: of words/…/job.ts, `event`. */
export type EventKey =
  | 'queued'
  | 'retried'
  | 'refined'
  | 'started'
  | 'stage'
  | 'startedOver'
  | 'message'
  | 'changes'
  | 'tool'
  | 'retrying'
  | 'waiting'
  | 'rendering'
  | 'working'
  | 'blocked'
  | 'unblocked'
  | 'completed'
  | 'failed'
  | 'canceled'
  | 'other'

/** What an event tells, as far as its data are what they should be; `text` and what is in `items` came from outside. */
export type EventStory = {
  readonly key: EventKey
  readonly stage: Stage | null
  /** Counted from 0. */
  readonly stepIndex: number | null
  readonly attempt: number | null
  readonly tries: number | null
  readonly delayMs: number | null
  readonly percent: number | null
  readonly credits: number | null
  /** Whether something was paid, or is paid again. */
  readonly billed: boolean | 'unknown' | null
  /** A tool, an error's code, what is waited for. */
  readonly name: string | null
  /** The request that it came of, if one did. */
  readonly requestId: string | null
  readonly text: string | null
  readonly items: readonly string[]
}

export function describeEvent({ type, data }: ServiceEvent): EventStory {
  const error = isRecord(data.error) ? data.error : {}
  return {
    key: keyOf(type, data),
    stage: toStage(data.stage),
    stepIndex: numberOf(data.step_index),
    attempt: numberOf(data.attempt),
    tries: numberOf(data.tries),
    delayMs: numberOf(data.delay_ms) ?? numberOf(data.elapsed_ms),
    percent: numberOf(data.progress),
    credits: numberOf(data.credits_spent),
    billed: billedOf(data.billed ?? data.billed_again ?? error.billed),
    name:
      textOf(data.tool) ??
      textOf(data.retrying) ??
      textOf(data.waiting_for) ??
      textOf(error.code) ??
      textOf(data.reason) ??
      textOf(data.previous_error),
    requestId: textOf(data.request_id),
    text: textOf(data.text) ?? textOf(data.detail) ?? textOf(error.message) ?? textOf(data.summary) ?? messageOf(data),
    items: Array.isArray(data.changes) ? data.changes.filter((change) => typeof change === 'string') : [],
  }
}

function keyOf(type: ServiceEvent['type'], data: ServiceEvent['data']): EventKey {
  switch (type) {
    case 'job.queued':
      return data.retry === true ? 'retried' : data.refine === true ? 'refined' : 'queued'
    case 'job.started':
      return 'started'
    case 'job.stage':
      return data.reason === 'session_lost' ? 'startedOver' : 'stage'
    case 'job.message':
      return 'message'
    case 'job.timeline':
      return 'changes'
    case 'job.progress':
      if ('tool' in data) return 'tool'
      if ('retrying' in data) return 'retrying'
      if ('waiting_for' in data) return 'waiting'
      return numberOf(data.progress) === null ? 'working' : 'rendering'
    case 'job.blocked':
      return 'blocked'
    case 'job.unblocked':
      return 'unblocked'
    case 'job.completed':
      return 'completed'
    case 'job.failed':
      return 'failed'
    case 'job.canceled':
      return 'canceled'
    default:
      return 'other'
  }
}

/** `still working` is told in the reader's own language. */
const messageOf = ({ message }: ServiceEvent['data']): string | null =>
  message === 'still working' ? null : textOf(message)
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)
const billedOf = (value: unknown): EventStory['billed'] =>
  typeof value === 'boolean' || value === 'unknown' ? value : null
