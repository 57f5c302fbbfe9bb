import type { ServiceEvent } from '@nemo-batch/sdk'
import { type EventKind, kindOf } from './event-kinds.ts'

/** A line of the recorder: an event, or several looks at a render that say little one by one. */
export type Entry = {
  readonly events: readonly [ServiceEvent, ...ServiceEvent[]]
  /** Since the event before, shown or not; null for the first of all. */
  readonly gapMs: number | null
  /** What the timeline was before, for an event that changed it. */
  readonly timelineBefore: string | null
}

const FEWEST_TOGETHER = 3

export const countKinds = (events: readonly ServiceEvent[]): ReadonlyMap<EventKind, number> => {
  const counts = new Map<EventKind, number>()
  for (const event of events) counts.set(kindOf(event), (counts.get(kindOf(event)) ?? 0) + 1)
  return counts
}

/** @param kinds that are shown; none: all */
export function entriesOf(events: readonly ServiceEvent[], kinds: readonly EventKind[]): readonly Entry[] {
  const entries: Entry[] = []
  let run: Entry[] = []
  const endRun = (): void => {
    const [first] = run
    if (first !== undefined && run.length >= FEWEST_TOGETHER)
      entries.push({ ...first, events: [first.events[0], ...run.slice(1).map((entry) => entry.events[0])] })
    else entries.push(...run)
    run = []
  }
  let before: ServiceEvent | undefined
  let timelineBefore: string | null = null
  for (const event of events) {
    const gapMs = before === undefined ? null : Date.parse(event.created_at) - Date.parse(before.created_at)
    const kind = kindOf(event)
    const entry: Entry = { events: [event], gapMs, timelineBefore: kind === 'changes' ? timelineBefore : null }
    if (kind === 'changes' && typeof event.data.summary === 'string') timelineBefore = event.data.summary
    before = event
    if (kinds.length > 0 && !kinds.includes(kind)) continue
    if (isLook(event)) run.push(entry)
    else {
      endRun()
      entries.push(entry)
    }
  }
  endRun()
  return entries
}

const isLook = ({ type, data }: ServiceEvent): boolean => type === 'job.progress' && typeof data.progress === 'number'
