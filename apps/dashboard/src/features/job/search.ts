import { EVENT_KINDS, type EventKind } from './recorder/event-kinds.ts'

export type JobSearch = {
  /** The step whose video and timeline are shown; left out, the latest that has any. */
  readonly step?: number
  /** Whether the timeline before that step is drawn too. */
  readonly compare?: true
  /** The photo that is shown large, by its place among all of the job. */
  readonly photo?: number
  /** The kinds of events that are shown; left out, all. */
  readonly events?: string
}

const isPlace = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0

/** Of an address that anybody may have written. */
export const jobSearch = ({ step, compare, photo, events }: Record<string, unknown>): JobSearch => ({
  ...(isPlace(step) ? { step } : {}),
  ...(compare === true ? { compare } : {}),
  ...(isPlace(photo) ? { photo } : {}),
  ...(typeof events === 'string' && readKinds(events).length > 0 ? { events: writeKinds(readKinds(events)) } : {}),
})

export const readKinds = (written: string | undefined): readonly EventKind[] =>
  EVENT_KINDS.filter((kind) => (written ?? '').split('.').includes(kind))

export const writeKinds = (kinds: readonly EventKind[]): string => kinds.join('.')
