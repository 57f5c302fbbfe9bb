import {
  type ChangeFeed,
  cursorAfter,
  type EventCursor,
  type EventSubject,
  type EventView,
  type ProjectStore,
} from '@nemo-batch/database'
import { SSE_EVENTS_PER_READ } from '../limits.ts'

export type Follow = {
  readonly feed: ChangeFeed
  readonly project: ProjectStore
  readonly subject: EventSubject
  readonly from: { readonly cursor: EventCursor; readonly lastOwnSeq: number }
  readonly signal: AbortSignal
}

/**
 * Every event behind `from`, in order, until the batch or job has ended and its last event was given.
 *
 * Two jobs that end at the same moment may stand in the log behind the `batch.completed` that tells of both: a
 * transaction is numbered when it begins to write, not when it commits. So a batch's last event is held back until
 * everything else that can be seen has been given. Whoever comes back without it gets it again at the end.
 */
export async function* followEvents({ feed, project, subject, from, signal }: Follow): AsyncGenerator<EventView> {
  const bell = createBell(signal)
  const unsubscribe = feed.subscribe(subject.id, bell.ring)
  let { cursor, lastOwnSeq } = from
  let held: EventView | undefined
  try {
    while (!signal.aborted) {
      bell.reset()
      // Before the events, so that an end that is seen here has its events among those seen below.
      const state = await project.readSubject(subject)
      if (state === null) return
      const visible = await project.readEvents(subject, cursor, SSE_EVENTS_PER_READ)
      const ready = subject.kind === 'job' ? visible : takeSettled(visible)
      for (const event of ready) {
        cursor = cursorAfter(event)
        const isOwn = subject.kind === 'job' || event.jobId === null
        if (isOwn && held !== undefined) {
          yield held
          held = undefined
        }
        if (isOwn) lastOwnSeq = Math.max(lastOwnSeq, event.seq)
        if (isLastOfBatch(event)) held = event
        else yield event
      }
      if (visible.length === SSE_EVENTS_PER_READ && ready.length > 0) continue
      const isDrained = ready.length === visible.length
      if (isDrained && state.isEnded) {
        const last = held ?? (lastOwnSeq < state.lastSeq ? await readLast(project, subject, state.lastSeq) : null)
        if (last !== null) yield last
        return
      }
      if (isDrained && held !== undefined) {
        // It ended while we looked, or somebody has retried a job since.
        if ((await project.readSubject(subject))?.isEnded) continue
        yield held
        held = undefined
      }
      await bell.rung()
    }
  } finally {
    unsubscribe()
  }
}

const readLast = (project: ProjectStore, subject: EventSubject, seq: number): Promise<EventView | null> =>
  subject.kind === 'batch' ? project.findBatchEvent(subject.id, seq) : Promise.resolve(null)

function takeSettled(events: readonly EventView[]): EventView[] {
  const firstUnsettled = events.findIndex((event) => !event.isSettled)
  return events.slice(0, firstUnsettled === -1 ? events.length : firstUnsettled)
}

const isLastOfBatch = (event: EventView): boolean => event.type === 'batch.completed' || event.type === 'batch.canceled'

/** A ring between two looks is not lost. */
function createBell(signal: AbortSignal): { ring: () => void; reset: () => void; rung: () => Promise<void> } {
  let isRung = false
  let resume: (() => void) | undefined
  const ring = (): void => {
    isRung = true
    resume?.()
  }
  signal.addEventListener('abort', ring, { once: true })
  return {
    ring,
    reset: () => {
      isRung = false
    },
    rung: () =>
      isRung
        ? Promise.resolve()
        : new Promise((resolve) => {
            resume = () => {
              resume = undefined
              resolve()
            }
          }),
  }
}
