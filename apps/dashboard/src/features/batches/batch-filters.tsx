import { Group, Select } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { SearchField } from '../../ui/search-field.tsx'
import { BATCH_STATUSES, type BatchesSearch, batchesSearch } from './search.ts'

const MAX_NAME_CHARS = 200

export function BatchFilters({ filter }: { readonly filter: BatchesSearch }) {
  const { t } = useTranslation(['batches', 'status'])
  const navigate = useNavigate()
  const change = (changed: Record<string, unknown>): void =>
    void navigate({ to: '/batches', search: batchesSearch({ ...filter, ...changed }), replace: true })
  return (
    <Group gap="xs" component="search">
      <SearchField
        w={{ base: '100%', xs: 280 }}
        aria-label={t('searchName')}
        placeholder={t('searchName')}
        maxLength={MAX_NAME_CHARS}
        value={filter.name ?? ''}
        onSearch={(name) => change({ name })}
      />
      <Select
        w={{ base: '100%', xs: 190 }}
        aria-label={t('status')}
        placeholder={t('anyStatus')}
        clearable
        data={BATCH_STATUSES.map((value) => ({ value, label: t(`status:batch.${value}`) }))}
        value={filter.status ?? null}
        onChange={(status) => change({ status })}
      />
    </Group>
  )
}
