import type { Row } from './layout.ts'

/** Which piece of which row. */
export type Place = { readonly row: number; readonly piece: number }

export const placeWritten = ({ row, piece }: Place): string => `${row}-${piece}`

/** The piece that an event came from. */
export function placeOf(target: EventTarget): Place | null {
  const at = target instanceof Element ? target.closest<HTMLElement>('[data-at]')?.dataset.at : undefined
  if (at === undefined) return null
  const [row = 0, piece = 0] = at.split('-').map(Number)
  return { row, piece }
}

/** Where a key leads from a piece; null when it leads nowhere. Up and down go to what is there at the same time. */
export function placeAfter(key: string, from: Place | null, rows: readonly Row[]): Place | null {
  const row = from === null ? undefined : rows[from.row]
  const piece = from === null ? undefined : row?.pieces[from.piece]
  if (from === null || row === undefined || piece === undefined) return null
  const within = (place: number): Place => ({
    row: from.row,
    piece: Math.min(row.pieces.length - 1, Math.max(0, place)),
  })
  switch (key) {
    case 'ArrowLeft':
      return within(from.piece - 1)
    case 'ArrowRight':
      return within(from.piece + 1)
    case 'Home':
      return within(0)
    case 'End':
      return within(row.pieces.length - 1)
    case 'ArrowUp':
    case 'ArrowDown':
      return acrossRows(from.row, key === 'ArrowUp' ? -1 : 1, piece.startMs, rows) ?? from
    default:
      return null
  }
}

function acrossRows(from: number, by: 1 | -1, timeMs: number, rows: readonly Row[]): Place | null {
  for (let row = from + by; row >= 0 && row < rows.length; row += by) {
    const pieces = rows[row]?.pieces ?? []
    if (pieces.length === 0) continue
    const after = pieces.findIndex(({ endMs }) => endMs > timeMs)
    return { row, piece: after === -1 ? pieces.length - 1 : after }
  }
  return null
}
