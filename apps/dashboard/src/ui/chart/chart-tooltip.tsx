import classes from './chart.module.css'
import type { ChartData } from './chart-data.ts'
import { formatInterval } from './chart-times.ts'
import type { Pointed } from './draw-bars.ts'

/** For who points; everybody else has the table. */
export function ChartTooltip({
  data: { beginsAt, intervalS, series },
  pointed: { index, left, width, chartWidth },
  formatValue,
}: {
  readonly data: ChartData
  readonly pointed: Pointed
  readonly formatValue: (value: number) => string
}) {
  const beginS = beginsAt[index]
  if (beginS === undefined) return null
  const isRight = left > chartWidth / 2
  return (
    <div aria-hidden className={classes.pointer}>
      <div className={classes.band} style={{ left, width }} />
      <div className={classes.tooltip} style={isRight ? { right: chartWidth - left + 8 } : { left: left + width + 8 }}>
        <div className={classes.time}>{formatInterval(beginS, intervalS)}</div>
        {series.toReversed().map(({ key, label, color, values }) => (
          <div key={key} className={classes.value}>
            <span className={classes.swatch} style={{ background: `var(${color})` }} />
            <span>{label}</span>
            <b className="tabular">{formatValue(values[index] ?? 0)}</b>
          </div>
        ))}
      </div>
    </div>
  )
}
