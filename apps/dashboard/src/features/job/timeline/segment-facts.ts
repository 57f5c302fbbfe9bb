import { type Timeline, timeOf } from './layout.ts'

type Segment = Timeline['tracks'][number]['segments'][number]

export type SegmentStory = {
  /** What it is called: a title by its words. */
  readonly label: string | null
  readonly text: string | null
  /** 0–1. */
  readonly volume: number | null
  readonly startMs: number
  readonly endMs: number
  /** What else stands in it, by the names that it has there. */
  readonly others: readonly (readonly [name: string, value: string])[]
}

const TOLD = ['start_ms', 'end_ms', 'name', 'text', 'volume']
const MOST_OTHERS = 20
const LONGEST_VALUE = 200

/** What a segment tells of itself; what is of a wrong kind counts as absent. */
export function readSegment(segment: Segment, type: string): SegmentStory {
  const text = textOf(segment.text)
  const name = textOf(segment.name)
  const startMs = timeOf(segment.start_ms)
  return {
    label: type === 'text' ? (text ?? name) : (name ?? text),
    text,
    volume: shareOf(segment.volume),
    startMs,
    endMs: Math.max(startMs, timeOf(segment.end_ms)),
    others: Object.entries(segment)
      .filter(([key, value]) => !TOLD.includes(key) && value !== null && value !== undefined && value !== '')
      .slice(0, MOST_OTHERS)
      .map(([key, value]) => [
        key.slice(0, 60),
        shorten(typeof value === 'object' ? JSON.stringify(value) : String(value)),
      ]),
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null)
const shareOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : null
const shorten = (text: string): string =>
  text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1).toWellFormed()}…`
