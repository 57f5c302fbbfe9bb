import { Skeleton, Text } from '@mantine/core'
import type { Batch } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { batchStatsQuery } from '../../api/batches.ts'
import { useMay } from '../../api/session.ts'
import { formatCount, formatShare } from '../../ui/format.ts'
import { JobBar } from '../../ui/job-bar.tsx'
import { endedShare } from '../../ui/segments.ts'
import { Elapsed, Time } from '../../ui/time.tsx'
import classes from './batch-summary.module.css'

/** How far it is, when it will have ended, what it cost. */
export function BatchSummary({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation('batch')
  const { counts, credits } = batch
  const ended = counts.completed + counts.failed + counts.canceled
  const isUnderWay = batch.status !== 'completed' && batch.status !== 'canceled'
  return (
    <section aria-label={t('progress')} className={classes.summary}>
      <div className={classes.line}>
        <Text className={classes.share}>{formatShare(endedShare(counts))}</Text>
        <Text size="sm" c="dimmed" className="tabular">
          {t('ended', { ended: formatCount(ended), count: counts.total })}
        </Text>
        {isUnderWay && <Pace batchId={batch.id} />}
      </div>
      <JobBar counts={counts} size="lg" />
      <dl className={classes.facts}>
        <Fact name={t('creditsSpent')}>
          <span className="tabular">
            {formatCount(credits.spent)}
            {credits.estimated !== null && (
              <span className={classes.muted}> {t('ofEstimated', { credits: formatCount(credits.estimated) })}</span>
            )}
          </span>
        </Fact>
        <Fact name={t('created')}>
          <Time at={batch.created_at} />
        </Fact>
        {batch.started_at === null && batch.scheduled_at !== null && (
          <Fact name={t('scheduled')}>
            <Time at={batch.scheduled_at} />
          </Fact>
        )}
        <Fact name={t('started')}>
          <Time at={batch.started_at} fallback={t('notYet')} />
        </Fact>
        {batch.completed_at !== null && (
          <Fact name={t('endedAt')}>
            <Time at={batch.completed_at} />
          </Fact>
        )}
        {batch.started_at !== null && (
          <Fact name={t('took')}>
            <Elapsed from={batch.started_at} to={batch.completed_at} />
          </Fact>
        )}
        {batch.webhook !== null && <Webhook webhook={batch.webhook} />}
      </dl>
      <Metadata metadata={batch.metadata} />
    </section>
  )
}

function Pace({ batchId }: { readonly batchId: string }) {
  const { t } = useTranslation('batch')
  const { data: stats } = useQuery(batchStatsQuery(batchId))
  if (stats === undefined) return <Skeleton h={16} w={180} className={classes.pace} />
  return (
    <Text size="sm" className={classes.pace}>
      {stats.jobs_per_minute !== null && (
        <span className="tabular">{t('pace', { n: formatCount(stats.jobs_per_minute) })}</span>
      )}
      {stats.estimated_end_at !== null && (
        <span>
          {t('estimatedEnd')} <Time at={stats.estimated_end_at} />
        </span>
      )}
    </Text>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

function Webhook({ webhook }: { readonly webhook: NonNullable<Batch['webhook']> }) {
  const { t } = useTranslation('batch')
  const mayOpen = useMay('webhooks')
  return (
    <Fact name={t('webhook')}>
      <span title={`${webhook.url}\n${webhook.events.join(', ')}`}>
        {mayOpen ? (
          <Link to="/webhooks/endpoints/$endpointId" params={{ endpointId: webhook.endpoint_id }}>
            {webhook.url}
          </Link>
        ) : (
          webhook.url
        )}
      </span>
    </Fact>
  )
}

/** What the caller wrote down with it. */
function Metadata({ metadata }: { readonly metadata: Batch['metadata'] }) {
  const { t } = useTranslation('batch')
  const entries = Object.entries(metadata)
  if (entries.length === 0) return null
  return (
    <dl className={classes.metadata} aria-label={t('metadata')}>
      {entries.map(([name, value]) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value)
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={text}>{text}</dd>
          </div>
        )
      })}
    </dl>
  )
}
