/** First and last row that are to be seen. */
export type RowRange = { readonly startIndex: number; readonly endIndex: number }

/** Rows before and behind those that are seen, which are read as well, so that slow scrolling meets no gap. */
const MARGIN_ROWS = 30

/** Where the windows begin that hold the range. @param total of all rows; what lies behind them is not asked for */
export function windowsOf({ startIndex, endIndex }: RowRange, total: number, windowRows: number): number[] {
  const last = Math.min(endIndex + MARGIN_ROWS, total - 1)
  const first = Math.min(Math.max(0, startIndex - MARGIN_ROWS), Math.max(0, last))
  const from = Math.floor(first / windowRows)
  const to = Math.max(from, Math.floor(last / windowRows))
  return Array.from({ length: to - from + 1 }, (_, at) => (from + at) * windowRows)
}
