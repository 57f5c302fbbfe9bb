import { Anchor, Skeleton, Stack } from '@mantine/core'
import type { Stats } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { latestBatchesQuery } from '../../api/batches.ts'
import { useMay } from '../../api/session.ts'
import { statsQuery } from '../../api/stats.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import type { Span } from '../../ui/span.ts'
import { BatchList } from '../batches/batch-list.tsx'
import { AccountsPanel } from './accounts-panel.tsx'
import { Figures } from './figures.tsx'
import { FirstSteps } from './first-steps.tsx'
import classes from './panels.module.css'
import { StageTimes } from './stage-times.tsx'
import { Throughput } from './throughput.tsx'
import { useAgedStats } from './use-aged-stats.ts'
import { WebhooksPanel } from './webhooks-panel.tsx'
import { WorkersPanel } from './workers-panel.tsx'

/** What is done, and with what. */
export function Work({ span }: { readonly span: Span }) {
  const isAdmin = useMay('admin')
  const mayWebhooks = useMay('webhooks')
  const latest = useQuery(latestBatchesQuery)
  const stats = useQuery(statsQuery(span))
  if (latest.data?.length === 0)
    return (
      <>
        <FirstSteps />
        {isAdmin && (
          <div className={classes.columns}>
            <AccountsPanel />
            <WorkersPanel />
          </div>
        )}
      </>
    )
  return (
    <>
      <Loaded query={stats} skeleton={<FiguresSkeleton />}>
        {(read) => <Flow stats={read} readAtMs={stats.dataUpdatedAt} span={span} isOld={stats.isPlaceholderData} />}
      </Loaded>
      <LatestBatches />
      <div className={classes.columns}>
        {stats.data !== undefined && <StageTimes stages={stats.data.stages} />}
        {stats.isPending && <Skeleton h={220} />}
        {isAdmin && <AccountsPanel />}
        {mayWebhooks && <WebhooksPanel />}
        {isAdmin && <WorkersPanel />}
      </div>
    </>
  )
}

function Flow({
  stats: read,
  isOld,
  ...shown
}: {
  readonly stats: Stats
  readonly readAtMs: number
  readonly span: Span
  readonly isOld: boolean
}) {
  const stats = useAgedStats(read)
  return (
    <Stack gap="xl" style={{ opacity: isOld ? 0.6 : 1 }} aria-busy={isOld}>
      <Figures stats={stats} {...shown} />
      <Throughput stats={stats} span={shown.span} />
    </Stack>
  )
}

function LatestBatches() {
  const { t } = useTranslation('overview', { keyPrefix: 'batches' })
  const latest = useQuery(latestBatchesQuery)
  return (
    <Section
      title={t('title')}
      actions={
        <Anchor fz="sm" renderRoot={(props) => <Link {...props} to="/batches" />}>
          {t('all')}
        </Anchor>
      }
    >
      <Loaded query={latest} skeleton={<Skeleton h={350} />}>
        {(batches) => <BatchList batches={batches} isOld={false} />}
      </Loaded>
    </Section>
  )
}

const FiguresSkeleton = () => (
  <Stack gap="xl">
    <Skeleton h={92} />
    <Skeleton h={252} />
  </Stack>
)
