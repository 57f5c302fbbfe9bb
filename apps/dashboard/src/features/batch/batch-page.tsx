import { Badge, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { batchQuery } from '../../api/batches.ts'
import { Id } from '../../ui/copy.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { BatchStatus } from '../../ui/status.tsx'
import { BatchActions } from './batch-actions.tsx'
import { BatchSummary } from './batch-summary.tsx'
import { JobsSection } from './jobs-section.tsx'

const route = getRouteApi('/batches/$batchId')

export default function BatchPage() {
  const { t } = useTranslation(['batch', 'batches'])
  const { batchId } = route.useParams()
  const search = route.useSearch()
  const query = useQuery(batchQuery(batchId))
  const crumbs = [{ label: t('batches:title'), link: { to: '/batches' } }] as const
  return (
    <Loaded
      query={query}
      skeleton={
        <Page title={t('title')} crumbs={crumbs}>
          <SummarySkeleton />
        </Page>
      }
    >
      {(batch) => (
        <Page
          title={batch.name ?? t('batches:untitled')}
          crumbs={crumbs}
          aside={
            <>
              <BatchStatus status={batch.status} />
              {batch.open && (
                <Badge variant="default" tt="none" fw={500}>
                  {t('open')}
                </Badge>
              )}
              <Id id={batch.id} />
            </>
          }
          actions={<BatchActions batch={batch} />}
        >
          <BatchSummary batch={batch} />
          <JobsSection key={batch.id} batch={batch} search={search} />
        </Page>
      )}
    </Loaded>
  )
}

function SummarySkeleton() {
  return (
    <Stack gap="sm">
      <Skeleton h={34} w={220} />
      <Skeleton h={12} />
      <Skeleton h={44} />
      <Skeleton h={40} mt="lg" />
      <Skeleton h={416} />
    </Stack>
  )
}
