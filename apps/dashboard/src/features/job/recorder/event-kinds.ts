import type { ServiceEvent } from '@nemo-batch/sdk'

/**
 * life      the job as a whole: queued, started, blocked, ended
 * stage     it goes on to another stage
 * message   the provider's words
 * changes   the timeline after an instruction
 * tool      a tool of the provider at work
 * wait      something went wrong and is tried again, or it has to wait
 * progress  signs of life
 */
export const EVENT_KINDS = ['life', 'stage', 'message', 'changes', 'tool', 'wait', 'progress'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

export function kindOf({ type, data }: ServiceEvent): EventKind {
  switch (type) {
    case 'job.stage':
      return 'stage'
    case 'job.message':
      return 'message'
    case 'job.timeline':
      return 'changes'
    case 'job.progress':
      if ('tool' in data) return 'tool'
      return 'retrying' in data || 'waiting_for' in data ? 'wait' : 'progress'
    default:
      return 'life'
  }
}
