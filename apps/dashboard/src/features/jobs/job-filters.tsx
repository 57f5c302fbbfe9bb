import { Group, Pill, Select } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { SearchField } from '../../ui/search-field.tsx'
import { ERROR_CODES, JOB_STATUSES, type JobsSearch, jobsSearch } from './search.ts'

export function JobFilters({ search }: { readonly search: JobsSearch }) {
  const { t } = useTranslation(['jobs', 'status'])
  const navigate = useNavigate()
  const change = (changed: Record<string, unknown>): void =>
    void navigate({ to: '/jobs', search: jobsSearch({ ...search, ...changed }), replace: true })
  const remove = (name: 'reference' | 'batch_id') => ({
    withRemoveButton: true,
    removeButtonProps: { 'aria-label': t('removeFilter'), 'aria-hidden': false, tabIndex: 0 },
    onRemove: () => change({ [name]: undefined }),
  })
  return (
    <Group gap="xs" component="search">
      <SearchField
        w={{ base: '100%', xs: 380 }}
        aria-label={t('search')}
        placeholder={t('search')}
        maxLength={200}
        value={search.q ?? ''}
        onSearch={(q) => change({ q })}
      />
      <Select
        w={{ base: '100%', xs: 170 }}
        aria-label={t('status')}
        placeholder={t('anyStatus')}
        clearable
        data={JOB_STATUSES.map((value) => ({ value, label: t(`status:job.${value}`) }))}
        value={search.status ?? null}
        onChange={(status) => change({ status })}
      />
      <Select
        w={{ base: '100%', xs: 210 }}
        aria-label={t('errorCode')}
        placeholder={t('anyError')}
        clearable
        searchable
        data={ERROR_CODES}
        value={search.error_code ?? null}
        onChange={(code) => change({ error_code: code })}
      />
      {search.reference !== undefined && (
        <Pill size="lg" {...remove('reference')}>
          {t('onlyReference', { reference: search.reference })}
        </Pill>
      )}
      {search.batch_id !== undefined && (
        <Pill size="lg" {...remove('batch_id')}>
          {t('onlyBatch', { batch: search.batch_id })}
        </Pill>
      )}
    </Group>
  )
}
