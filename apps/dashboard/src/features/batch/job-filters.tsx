import { Group, Select } from '@mantine/core'
import type { Batch } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { batchStatsQuery } from '../../api/batches.ts'
import { formatCount } from '../../ui/format.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { ERROR_CODES, JOB_STATUSES } from '../jobs/search.ts'
import classes from './job-filters.module.css'
import { type BatchSearch, batchSearch } from './search.ts'

type FiltersProps = { readonly batch: Batch; readonly search: BatchSearch }

/** A tab for each status that jobs have, with how many. */
export function StatusTabs({ batch: { id, counts }, search }: FiltersProps) {
  const { t } = useTranslation(['batch', 'status'])
  const shown = JOB_STATUSES.filter((status) => counts[status] > 0 || status === search.status)
  return (
    <nav className={classes.tabs} aria-label={t('byStatus')}>
      {[undefined, ...shown].map((status) => (
        <Link
          key={status ?? 'all'}
          to="/batches/$batchId"
          params={{ batchId: id }}
          search={batchSearch({ ...search, status })}
          replace
          resetScroll={false}
          className={classes.tab}
          data-status={status}
          data-here={status === search.status || undefined}
          aria-current={status === search.status ? 'true' : undefined}
          activeProps={{ 'aria-current': status === search.status ? 'true' : undefined }}
        >
          {status === undefined ? t('all') : t(`status:job.${status}`)}{' '}
          <span className={classes.count}>{formatCount(status === undefined ? counts.total : counts[status])}</span>
        </Link>
      ))}
    </nav>
  )
}

export function JobFilters({ batch, search }: FiltersProps) {
  const { t } = useTranslation('batch')
  const navigate = useNavigate()
  const change = (changed: Record<string, unknown>): void =>
    void navigate({
      to: '/batches/$batchId',
      params: { batchId: batch.id },
      search: batchSearch({ ...search, ...changed }),
      replace: true,
      resetScroll: false,
    })
  return (
    <Group gap="xs" component="search">
      <SearchField
        size="xs"
        w={{ base: '100%', xs: 260 }}
        aria-label={t('searchJobs')}
        placeholder={t('searchJobs')}
        maxLength={200}
        value={search.q ?? ''}
        onSearch={(q) => change({ q })}
      />
      <ErrorCodeSelect batchId={batch.id} code={search.error_code} onChange={(code) => change({ error_code: code })} />
      <Select
        size="xs"
        w={{ base: '100%', xs: 200 }}
        aria-label={t('order')}
        allowDeselect={false}
        data={[
          { value: 'attention', label: t('orders.attention') },
          { value: 'position', label: t('orders.position') },
        ]}
        value={search.order ?? 'attention'}
        onChange={(order) => change({ order })}
      />
    </Group>
  )
}

/** Of what failed, by why it failed; the most frequent first. */
function ErrorCodeSelect({
  batchId,
  code,
  onChange,
}: {
  readonly batchId: string
  readonly code: BatchSearch['error_code'] | undefined
  readonly onChange: (code: string | null) => void
}) {
  const { t } = useTranslation('batch')
  const { data: stats } = useQuery(batchStatsQuery(batchId))
  const failures = stats?.failures ?? []
  if (failures.length === 0 && code === undefined) return null
  const known = failures.map((failure) => ({
    value: failure.code,
    label: `${failure.code} (${formatCount(failure.jobs)})`,
  }))
  const others = ERROR_CODES.filter((other) => other === code && !known.some(({ value }) => value === other))
  return (
    <Select
      size="xs"
      w={{ base: '100%', xs: 230 }}
      aria-label={t('errorCode')}
      placeholder={t('anyError')}
      clearable
      data={[...known, ...others.map((value) => ({ value, label: value }))]}
      value={code ?? null}
      onChange={onChange}
    />
  )
}
