import { describe, expect, it } from 'vitest'
import { drawnMs, layOut, type Timeline } from './layout.ts'
import { formatTimecode, ticksOf } from './scale.ts'

type Times = readonly (readonly [startMs: number, endMs: number])[]
const timelineOf = (durationMs: number, ...tracks: Times[]): Timeline => ({
  summary: '',
  duration_ms: durationMs,
  tracks: tracks.map((segments) => ({
    type: 'video',
    name: null,
    segments: segments.map(([start, end]) => ({ start_ms: start, end_ms: end })),
  })),
})
const drawn = (timeline: Timeline) => layOut(timeline, drawnMs(timeline))
const onlyRow = (durationMs: number, segments: Times) => {
  const [row] = drawn(timelineOf(durationMs, segments))
  if (row === undefined) throw new Error('no row')
  return row
}

describe('a drawn timeline', () => {
  it('has a row for each track, and each segment to scale', () => {
    const rows = drawn(
      timelineOf(
        10_000,
        [
          [0, 4_000],
          [4_000, 10_000],
        ],
        [[5_000, 10_000]],
        [],
      ),
    )
    expect(rows.map(({ pieces }) => pieces.map(({ left, width }) => [left, width]))).toEqual([
      [
        [0, 0.4],
        [0.4, 0.6],
      ],
      [[0.5, 0.5]],
      [],
    ])
    expect(rows.map(({ lanes }) => lanes)).toEqual([1, 1, 1])
  })

  it('draws what overlaps below one another, and what follows in the same lane', () => {
    const { lanes, pieces } = onlyRow(10_000, [
      [0, 6_000],
      [3_000, 9_000],
      [6_000, 10_000],
    ])
    expect([lanes, pieces.map(({ lane }) => lane)]).toEqual([2, [0, 1, 0]])
  })

  it('shows segments of no length where they are', () => {
    const { pieces } = onlyRow(10_000, [
      [5_000, 5_000],
      [8_000, 7_000],
    ])
    expect(pieces).toMatchObject([
      { left: 0.5, width: 0, startMs: 5_000, endMs: 5_000 },
      { left: 0.8, width: 0, startMs: 8_000, endMs: 8_000 },
    ])
  })

  it('shows what lies beyond the end, without making the rest unreadable for it', () => {
    expect(drawnMs(timelineOf(10_000, [[0, 12_000]]))).toBe(12_000)
    const far = timelineOf(10_000, [
      [0, 10_000],
      [9_000, 80_000_000],
      [50_000_000, 80_000_000],
    ])
    expect(drawnMs(far)).toBe(15_000)
    expect(drawn(far)[0]?.pieces).toMatchObject([
      { isCut: false },
      { isCut: true, left: 0.6 },
      { isCut: true, left: 1, width: 0 },
    ])
  })

  it('takes the last end for the duration where none is told', () => {
    expect(drawnMs(timelineOf(0, [[0, 3_000]]))).toBe(3_000)
    expect([drawnMs(timelineOf(0)), drawnMs(timelineOf(0, [[0, 0]]))]).toEqual([1, 1])
  })

  it('stays within its width whatever numbers stand there', () => {
    const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, -0, 1e308, 2 ** 53, 0.5]
    const strange = ['7', null, {}, [], true] as unknown as number[]
    const values = [...bad, ...strange, 5_000]
    const segments = values.flatMap((start) => values.map((end) => [start, end] as const))
    for (const durationMs of values) {
      const timeline = timelineOf(durationMs, segments)
      const totalMs = drawnMs(timeline)
      expect(totalMs).toBeGreaterThan(0)
      expect(Number.isFinite(totalMs)).toBe(true)
      for (const { left, width } of layOut(timeline, totalMs)[0]?.pieces ?? []) {
        expect(left).toBeGreaterThanOrEqual(0)
        expect(width).toBeGreaterThanOrEqual(0)
        expect(left + width).toBeLessThanOrEqual(1 + 1e-9)
      }
      expect(ticksOf(totalMs).length).toBeLessThanOrEqual(13)
    }
  })

  it.each([
    ['one after the other', Array.from({ length: 5_000 }, (_, at) => [at * 12, at * 12 + 12] as const)],
    ['all at once', Array.from({ length: 5_000 }, () => [0, 60_000] as const)],
    ['of no length at one moment', Array.from({ length: 5_000 }, () => [30_000, 30_000] as const)],
    ['each a little later and longer', Array.from({ length: 5_000 }, (_, at) => [at, 60_000 - at] as const)],
  ])('draws thousands of segments %s as few pieces that stand for all', (_how, segments) => {
    const { pieces, lanes } = onlyRow(60_000, segments)
    expect(pieces.length).toBeLessThanOrEqual(2_500)
    expect(lanes).toBeLessThanOrEqual(6)
    expect(pieces.reduce((sum, { count }) => sum + count, 0)).toBe(5_000)
  })
})

describe('the time axis', () => {
  it.each([
    [3_000, 0.5],
    [6_000, 0.5],
    [15_000, 2],
    [60_000, 5],
    [3_600_000, 300],
    [86_400_000, 7_200],
  ])('divides %i ms by round times, %f s apart', (totalMs, stepSeconds) => {
    const ticks = ticksOf(totalMs)
    expect(ticks[0]).toEqual({ atMs: 0, share: 0 })
    expect(ticks[1]?.atMs).toBe(stepSeconds * 1_000)
    expect(ticks.at(-1)?.share).toBeLessThanOrEqual(1)
  })

  it('writes times as players do', () => {
    expect([0, 7_000, 7_250, 65_000, 3_723_000, -5].map(formatTimecode)).toEqual([
      '0:00',
      '0:07',
      '0:07.3',
      '1:05',
      '1:02:03',
      '0:00',
    ])
  })
})
