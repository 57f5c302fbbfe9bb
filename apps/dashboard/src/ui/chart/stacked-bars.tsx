import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import classes from './chart.module.css'
import type { ChartData } from './chart-data.ts'
import { ChartTable } from './chart-table.tsx'
import { ChartTooltip } from './chart-tooltip.tsx'
import { type DrawnBars, drawBars, type Pointed } from './draw-bars.ts'

export type StackedBarsProps = {
  readonly data: ChartData
  /** In one sentence, for who does not see it. */
  readonly label: string
  readonly heightPx: number
  readonly formatValue: (value: number) => string
}

/** Counts over time. What it shows is told in words, and as a table for who does not see it. */
export function StackedBars({ data, label, heightPx, formatValue }: StackedBarsProps) {
  const mount = useRef<HTMLDivElement>(null)
  const drawn = useRef<DrawnBars>(null)
  const latest = useRef({ data, formatValue })
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const scheme = useComputedColorScheme('light')
  const names = data.series.map(({ key }) => key).join(' ')

  useEffect(() => {
    latest.current = { data, formatValue }
    drawn.current?.show(data)
  }, [data, formatValue])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other series are another chart
  useEffect(() => {
    if (mount.current === null) return
    const chart = drawBars(mount.current, { ...latest.current, heightPx, onPoint: setPointed })
    drawn.current = chart
    return () => {
      drawn.current = null
      chart.close()
    }
  }, [names, heightPx])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stylesheet says other colours in the other scheme
  useEffect(() => drawn.current?.recolor(), [scheme])

  return (
    <figure className={classes.figure}>
      <div ref={mount} role="img" aria-label={label} style={{ height: heightPx }} />
      {pointed !== null && <ChartTooltip data={data} pointed={pointed} formatValue={formatValue} />}
      <ChartTable data={data} caption={label} formatValue={formatValue} />
    </figure>
  )
}
