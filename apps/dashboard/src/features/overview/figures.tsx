import type { Stats } from '@nemo-batch/sdk'
import type { LinkProps } from '@tanstack/react-router'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount, formatDuration, formatShare } from '../../ui/format.ts'
import { useNowMs } from '../../ui/now.ts'
import { inAddress, type Span } from '../../ui/span.ts'
import classes from './figures.module.css'
import { oldestQueuedAtMs } from './health.ts'

/** What is now, and what came of the span. */
export function Figures({
  stats,
  readAtMs,
  span,
}: {
  readonly stats: Stats
  readonly readAtMs: number
  readonly span: Span
}) {
  const { t } = useTranslation('overview')
  const nowMs = useNowMs()
  const { queue, totals } = stats
  const oldestMs = oldestQueuedAtMs({ nowMs, lastHour: stats, lastHourReadAtMs: readAtMs })
  return (
    <div className={classes.strip}>
      <Group title={t('figures.now')}>
        <Figure label={t('figures.running')} value={formatCount(queue.running)} to={jobs('running')} />
        <Figure label={t('figures.queued')} value={formatCount(queue.queued)} to={jobs('queued')} />
        <Figure
          label={t('figures.blocked')}
          value={formatCount(queue.blocked)}
          to={jobs('blocked')}
          tone={queue.blocked > 0 ? 'warn' : undefined}
        />
        <Figure label={t('figures.longestWait')} value={oldestMs === null ? '–' : formatDuration(nowMs - oldestMs)} />
      </Group>
      <Group title={t(`inSpan.${span}`)}>
        <Figure label={t('figures.completed')} value={formatCount(totals.completed)} to={jobs('completed')} />
        <Figure
          label={t('figures.failed')}
          value={formatCount(totals.failed)}
          to={{ to: '/errors', search: inAddress(span) }}
          tone={totals.failed > 0 ? 'bad' : undefined}
        />
        <Figure
          label={t('figures.failureRate')}
          value={totals.failure_rate === null ? '–' : formatShare(totals.failure_rate)}
        />
        <Figure label={t('figures.credits')} value={formatCount(totals.credits)} />
      </Group>
    </div>
  )
}

const jobs = (status: 'running' | 'queued' | 'blocked' | 'completed'): LinkProps => ({
  to: '/jobs',
  search: { status },
})

const Group = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className={classes.group} aria-label={title}>
    <h2 className={classes.heading}>{title}</h2>
    <dl className={classes.figures}>{children}</dl>
  </section>
)

const Figure = ({
  label,
  value,
  to,
  tone,
}: {
  readonly label: string
  readonly value: string
  readonly to?: LinkProps
  readonly tone?: 'warn' | 'bad' | undefined
}) => (
  <div className={classes.figure} data-tone={tone}>
    <dt>{label}</dt>
    <dd className="tabular">{to === undefined ? value : <Link {...to}>{value}</Link>}</dd>
  </div>
)
