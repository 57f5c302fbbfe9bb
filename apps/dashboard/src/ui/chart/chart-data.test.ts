import { describe, expect, it } from 'vitest'
import { busyIntervals, stack, topOf } from './chart-data.ts'

const data = {
  beginsAt: [0, 60, 120],
  intervalS: 60,
  series: [
    { key: 'completed', label: 'Completed', color: '--nb-ok', values: [5, 0, 1] },
    { key: 'failed', label: 'Failed', color: '--nb-bad', values: [2, 0, 0] },
  ],
} as const

describe('bars that are stacked', () => {
  it('are drawn from the highest to the lowest, so that each shows its own part', () => {
    expect(stack(data).slice(1)).toEqual([
      [7, 0, 1],
      [5, 0, 1],
    ])
  })
  it('stand in the middle of their intervals', () => {
    expect(stack(data)[0]).toEqual([30, 90, 150])
  })
  it('are read out where there is anything', () => {
    expect(busyIntervals(data)).toEqual([0, 2])
  })
  it('leave room above them, and do not fill the chart with a single job', () => {
    expect(topOf(0)).toBe(4)
    expect(topOf(1)).toBe(4)
    expect(topOf(100)).toBeCloseTo(108)
  })
})
