import { Skeleton, Text } from '@mantine/core'
import type { Stats } from '@nemo-batch/sdk'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChartData } from '../../ui/chart/chart-data.ts'
import { formatCount } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import type { Span } from '../../ui/span.ts'
import classes from './throughput.module.css'

/** What comes first is words; what draws comes after. */
const StackedBars = lazy(async () => ({ default: (await import('../../ui/chart/stacked-bars.tsx')).StackedBars }))

const HEIGHT_PX = 220
const SHOWN = ['completed', 'failed', 'canceled'] as const
const COLORS = { completed: '--nb-ok', failed: '--nb-bad', canceled: '--nb-wait' } as const

export function Throughput({ stats, span }: { readonly stats: Stats; readonly span: Span }) {
  const { t } = useTranslation('overview')
  const { t: status } = useTranslation('status')
  const { throughput, totals, interval_seconds: intervalS } = stats
  const data = useMemo(
    (): ChartData => ({
      beginsAt: throughput.map(({ at }) => Date.parse(at) / 1_000),
      intervalS,
      series: SHOWN.map((key) => ({
        key,
        label: status(`job.${key}`),
        color: COLORS[key],
        values: throughput.map((interval) => interval[key]),
      })),
    }),
    [throughput, intervalS, status],
  )
  const { completed, failed, canceled } = totals
  const gist = t('chart.gist', { span: t(`inSpan.${span}`), completed, failed, canceled })
  return (
    <Section title={t('chart.title')} actions={<Legend data={data} />}>
      {completed + failed + canceled === 0 ? (
        <Text c="dimmed" size="sm" className={classes.nothing} style={{ height: HEIGHT_PX }}>
          {t('chart.nothing')}
        </Text>
      ) : (
        <Suspense fallback={<Skeleton h={HEIGHT_PX} />}>
          <StackedBars data={data} label={gist} heightPx={HEIGHT_PX} formatValue={formatCount} />
        </Suspense>
      )}
    </Section>
  )
}

const Legend = ({ data }: { readonly data: ChartData }) => (
  <ul className={classes.legend}>
    {data.series.map(({ key, label, color }) => (
      <li key={key}>
        <span className={classes.swatch} style={{ background: `var(${color})` }} />
        {label}
      </li>
    ))}
  </ul>
)
