import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { type ChartData, stack, topOf } from './chart-data.ts'
import { formatTick } from './chart-times.ts'
import { readColors } from './theme-colors.ts'

/** The interval that is pointed at, and where it stands, in pixels from the left of the chart. */
export type Pointed = {
  readonly index: number
  readonly left: number
  readonly width: number
  readonly chartWidth: number
}

export type DrawnBars = {
  /** With as many series as before. */
  show(data: ChartData): void
  /** The colours may be others now. */
  recolor(): void
  close(): void
}

const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000]
const LABEL_PX = 12

/** Draws into the element, as wide as that is and becomes. */
export function drawBars(
  mount: HTMLElement,
  {
    data: first,
    heightPx,
    formatValue,
    onPoint,
  }: {
    readonly data: ChartData
    readonly heightPx: number
    readonly formatValue: (value: number) => string
    readonly onPoint: (pointed: Pointed | null) => void
  },
): DrawnBars {
  let data = first
  const names = () => ['--nb-muted', '--nb-line', ...data.series.map(({ color }) => color)] as const
  let colors = readColors(mount, names())
  const font = `${LABEL_PX}px ${getComputedStyle(mount).fontFamily}`
  const colorOf = (name: `--${string}`) => () => colors.get(name) ?? 'gray'
  const axis = { stroke: colorOf('--nb-muted'), font, ticks: { show: false } }
  const bars = uPlot.paths.bars?.({ size: [0.82, 48], radius: 0.12 })
  if (bars === undefined) throw new Error('uPlot comes with bars')

  const plot = new uPlot(
    {
      width: mount.clientWidth,
      height: heightPx,
      padding: [6, 0, 0, 0],
      legend: { show: false },
      cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
      scales: {
        x: { range: () => [data.beginsAt[0] ?? 0, (data.beginsAt.at(-1) ?? 0) + data.intervalS] },
        y: { range: (_plot, _min, max) => [0, topOf(max)] },
      },
      axes: [
        {
          ...axis,
          space: 72,
          size: 26,
          gap: 4,
          grid: { show: false },
          values: (_plot, splits, _axis, _space, everyS) => splits.map((atS) => formatTick(atS, everyS)),
        },
        {
          ...axis,
          space: 36,
          incrs: WHOLE_STEPS,
          grid: { stroke: colorOf('--nb-line'), width: 1 },
          size: (_plot, values) => 16 + 7 * Math.max(1, ...(values ?? []).map(({ length }) => length)),
          values: (_plot, splits) => splits.map(formatValue),
        },
      ],
      series: [
        {},
        ...data.series.toReversed().map(({ label, color }) => ({
          label,
          paths: bars,
          fill: colorOf(color),
          width: 0,
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [(at) => onPoint(pointedAt(at, data))] },
    },
    stack(data),
    mount,
  )
  const widths = new ResizeObserver(() => plot.setSize({ width: mount.clientWidth, height: heightPx }))
  widths.observe(mount)
  return {
    show(next) {
      data = next
      plot.setData(stack(next))
    },
    recolor() {
      colors = readColors(mount, names())
      plot.redraw(true)
    },
    close() {
      widths.disconnect()
      plot.destroy()
    },
  }
}

function pointedAt(plot: uPlot, { beginsAt, intervalS }: ChartData): Pointed | null {
  const { idx: index, left } = plot.cursor
  if (index === null || index === undefined || left === undefined || left < 0) return null
  const beginS = beginsAt[index]
  if (beginS === undefined) return null
  const offset = plot.over.offsetLeft
  const from = plot.valToPos(beginS, 'x')
  return { index, left: offset + from, width: plot.valToPos(beginS + intervalS, 'x') - from, chartWidth: plot.width }
}
