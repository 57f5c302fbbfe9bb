import { expect, it } from 'vitest'
import { layOut } from './layout.ts'
import { placeAfter } from './places.ts'

const rows = layOut(
  {
    summary: '',
    duration_ms: 6_000,
    tracks: [[0, 2, 4], [], [0, 3]].map((starts) => ({
      type: 'video',
      segments: starts.map((start, at) => ({ start_ms: start * 1_000, end_ms: (starts[at + 1] ?? 6) * 1_000 })),
    })),
  },
  6_000,
)
const after = (key: string, row: number, piece: number) => {
  const next = placeAfter(key, { row, piece }, rows)
  return next && [next.row, next.piece]
}

it('goes from segment to segment, and stays at the ends', () => {
  expect([after('ArrowRight', 0, 0), after('ArrowRight', 0, 2), after('ArrowLeft', 0, 0)]).toEqual([
    [0, 1],
    [0, 2],
    [0, 0],
  ])
  expect([after('End', 0, 0), after('Home', 0, 2)]).toEqual([
    [0, 2],
    [0, 0],
  ])
})

it('goes to what is there at the same time on the next track that holds anything', () => {
  expect([after('ArrowDown', 0, 2), after('ArrowUp', 2, 1), after('ArrowUp', 0, 1)]).toEqual([
    [2, 1],
    [0, 1],
    [0, 1],
  ])
})

it('leaves other keys, and what is no longer there, alone', () => {
  expect([after('Enter', 0, 0), after('ArrowRight', 9, 9), placeAfter('ArrowRight', null, rows)]).toEqual([
    null,
    null,
    null,
  ])
})
