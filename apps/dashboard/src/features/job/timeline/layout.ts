import type { Job } from '@nemo-batch/sdk'

export type Timeline = NonNullable<Job['timeline']>
type Track = Timeline['tracks'][number]
type Segment = Track['segments'][number]

/** What is drawn as one: a segment, or several that are too small, or too many, to be told apart. */
export type Piece = {
  /** The place in its track of its first segment. */
  readonly first: number
  readonly count: number
  /** Segments that overlap lie below one another. */
  readonly lane: number
  readonly startMs: number
  readonly endMs: number
  /** 0–1 of the whole width. */
  readonly left: number
  readonly width: number
  /** Goes on beyond what is drawn. */
  readonly isCut: boolean
}

export type Row = {
  readonly type: string
  readonly name: string | null
  readonly lanes: number
  /** By their beginning. */
  readonly pieces: readonly Piece[]
  readonly segments: readonly Segment[]
}

const LONGEST_MS = 24 * 3_600_000
/** So far beyond its end a timeline is drawn, in parts of its duration: one absurd segment would make all others dots. */
const MOST_BEYOND = 1.5
const MOST_LANES = 6
/** What is narrower than this part of the width is drawn together with its neighbours. */
const SMALLEST_SHARE = 1 / 400

/** A time in ms, whatever stands there: 0 to a day. */
export const timeOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(LONGEST_MS, Math.max(0, Math.round(value))) : 0

/** How long the drawn part of a timeline is, in ms; at least 1. */
export function drawnMs({ duration_ms: duration, tracks }: Timeline): number {
  const durationMs = timeOf(duration)
  let lastEndMs = 0
  for (const { segments } of tracks)
    for (const segment of segments) lastEndMs = Math.max(lastEndMs, timeOf(segment.end_ms), timeOf(segment.start_ms))
  const mostMs = durationMs === 0 ? lastEndMs : Math.min(lastEndMs, Math.round(durationMs * MOST_BEYOND))
  return Math.max(1, durationMs, mostMs)
}

/** Where everything of a timeline is drawn. @param totalMs that the whole width stands for */
export const layOut = ({ tracks }: Timeline, totalMs: number): readonly Row[] =>
  tracks.map((track) => layOutTrack(track, totalMs))

function layOutTrack({ type, name, segments }: Track, totalMs: number): Row {
  const smallestMs = totalMs * SMALLEST_SHARE
  const placed = segments
    .map((segment, index) => {
      const startMs = timeOf(segment.start_ms)
      return { index, startMs, endMs: Math.max(startMs, timeOf(segment.end_ms)) }
    })
    .toSorted((one, other) => one.startMs - other.startMs || one.endMs - other.endMs)
  const lanes: Growing[][] = []
  for (const next of placed) {
    const free = lanes.findIndex((lane) => (lane.at(-1)?.endMs ?? 0) <= next.startMs)
    if (free === -1 && lanes.length < MOST_LANES) {
      lanes.push([{ first: next.index, count: 1, startMs: next.startMs, endMs: next.endMs }])
      continue
    }
    const lane = lanes[free === -1 ? lanes.length - 1 : free]
    const last = lane?.at(-1)
    const isCrowded = free === -1 || (last !== undefined && isSmall(last, smallestMs) && isNear(last, next, smallestMs))
    if (isCrowded && last !== undefined) {
      last.count++
      last.endMs = Math.max(last.endMs, next.endMs)
    } else lane?.push({ first: next.index, count: 1, startMs: next.startMs, endMs: next.endMs })
  }
  const pieces = lanes.flatMap((lane, at) => lane.map((piece) => toPiece(piece, at, totalMs)))
  return {
    type,
    name: name ?? null,
    lanes: Math.max(1, lanes.length),
    pieces: pieces.toSorted((one, other) => one.startMs - other.startMs || one.lane - other.lane),
    segments,
  }
}

type Growing = { first: number; count: number; startMs: number; endMs: number }

const isSmall = ({ startMs, endMs }: Growing, smallestMs: number): boolean => endMs - startMs < smallestMs
const isNear = (last: Growing, next: { readonly endMs: number }, smallestMs: number): boolean =>
  next.endMs - last.startMs < smallestMs

function toPiece({ startMs, endMs, ...piece }: Growing, lane: number, totalMs: number): Piece {
  const left = Math.min(1, startMs / totalMs)
  return { ...piece, lane, startMs, endMs, left, width: Math.min(1, endMs / totalMs) - left, isCut: endMs > totalMs }
}
