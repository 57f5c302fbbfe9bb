/** What is stacked: one value for each interval. */
export type ChartSeries = {
  readonly key: string
  readonly label: string
  /** A variable of theme.css, which has a value for each scheme. */
  readonly color: `--${string}`
  readonly values: readonly number[]
}

export type ChartData = {
  /** When each interval begins, in seconds since 1970, evenly spaced. */
  readonly beginsAt: readonly number[]
  readonly intervalS: number
  /** The lowest in the stack first. */
  readonly series: readonly ChartSeries[]
}

/**
 * As it is drawn: each series reaches from the ground to its top in the stack, the highest first, so that the later ones
 * cover what is not theirs. Bars stand in the middle of their intervals.
 */
export function stack({ beginsAt, intervalS, series }: ChartData): [number[], ...number[][]] {
  const tops: number[][] = []
  let below = beginsAt.map(() => 0)
  for (const { values } of series) {
    below = below.map((height, index) => height + (values[index] ?? 0))
    tops.push(below)
  }
  return [beginsAt.map((at) => at + intervalS / 2), ...tops.toReversed()]
}

/** Intervals in which anything was, for who reads them one by one. */
export const busyIntervals = ({ beginsAt, series }: ChartData): readonly number[] =>
  beginsAt.flatMap((_, index) => (series.some(({ values }) => (values[index] ?? 0) > 0) ? [index] : []))

/** Where the axis of counts ends: a little above the highest, and never so low that one job fills it. */
export const topOf = (max: number): number => Math.max(4, max * 1.08)
