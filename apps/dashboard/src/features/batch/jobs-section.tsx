import { Button, Group, Stack } from '@mantine/core'
import type { Batch } from '@nemo-batch/sdk'
import { IconFilterOff, IconMovie } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Failure } from '../../ui/failure.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { JobFilters, StatusTabs } from './job-filters.tsx'
import { JobTable } from './job-table.tsx'
import type { BatchSearch } from './search.ts'
import { useJobRows } from './use-job-rows.ts'
import { useSelection } from './use-selection.ts'

/** The jobs of a batch: filters, the table, and what is done with those that are chosen. */
export function JobsSection({ batch, search }: { readonly batch: Batch; readonly search: BatchSearch }) {
  const { t } = useTranslation('batch')
  const { status, q, error_code: code } = search
  const expected = batch.counts[q === undefined && code === undefined ? (status ?? 'total') : (status ?? 'failed')]
  const rows = useJobRows(batch.id, search, expected)
  const selection = useSelection(batch.id, search, rows.rows)
  return (
    <section aria-label={t('jobs')}>
      <Stack gap="sm">
        <StatusTabs batch={batch} search={search} />
        <Group justify="space-between" gap="xs">
          <JobFilters batch={batch} search={search} />
        </Group>
        {rows.error !== null && <Failure error={rows.error} onRetry={rows.readAgain} />}
        {rows.error === null && rows.total === 0 && (
          <NoJobs batch={batch} isFiltered={q !== undefined || code !== undefined || status !== undefined} />
        )}
        {rows.error === null && rows.total > 0 && (
          <JobTable key={JSON.stringify(search)} rows={rows} selection={selection} />
        )}
      </Stack>
      <BulkBar selection={selection} total={rows.total} />
    </section>
  )
}

function NoJobs({ batch, isFiltered }: { readonly batch: Batch; readonly isFiltered: boolean }) {
  const { t } = useTranslation('batch')
  if (!isFiltered) return <EmptyState icon={IconMovie} title={t('noJobsTitle')} text={t('noJobsText')} />
  return (
    <EmptyState
      icon={IconFilterOff}
      title={t('noMatchTitle')}
      action={
        <Button
          variant="default"
          renderRoot={(props) => (
            <Link {...props} to="/batches/$batchId" params={{ batchId: batch.id }} search={{}} resetScroll={false} />
          )}
        >
          {t('clearFilters')}
        </Button>
      }
    />
  )
}
