import { Group, Skeleton, Table, TextInput } from '@mantine/core'
import type { AuditEntry } from '@nemo-batch/sdk'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { auditLogQuery } from '../../api/audit-log.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { AuditRow } from './audit-row.tsx'
import { type AuditSearch, auditSearch } from './search.ts'

export function AuditLog() {
  const { t } = useTranslation('settings')
  const filter = auditSearch(useSearch({ strict: false }))
  const entries = useInfiniteQuery(auditLogQuery(filter))
  return (
    <Section title={t('parts.audit-log')} hint={t('audit.hint')}>
      <Filters filter={filter} />
      <Loaded query={entries} skeleton={<Skeleton h={400} mt="md" />}>
        {({ pages }) => <AuditTable entries={pages.flatMap(({ data }) => data)} />}
      </Loaded>
      <LoadMore
        hasMore={entries.hasNextPage}
        isLoading={entries.isFetchingNextPage}
        onMore={() => void entries.fetchNextPage()}
      />
    </Section>
  )
}

function Filters({ filter }: { readonly filter: AuditSearch }) {
  const { t } = useTranslation('settings')
  const navigate = useNavigate()
  const search = (name: keyof AuditSearch, value: string): void =>
    void navigate({
      to: '/settings/$part',
      params: { part: 'audit-log' },
      search: auditSearch({ ...filter, [name]: value.trim() }),
      replace: true,
    })
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        label={t('audit.action')}
        placeholder="batch.cancel"
        defaultValue={filter.action ?? ''}
        onBlur={(event) => search('action', event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && search('action', event.currentTarget.value)}
      />
      <TextInput
        label={t('audit.object')}
        placeholder="batch_…"
        defaultValue={filter.object_id ?? ''}
        onBlur={(event) => search('object_id', event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && search('object_id', event.currentTarget.value)}
      />
      <TextInput
        label={t('audit.actor')}
        placeholder="key_… / admin_key"
        defaultValue={filter.actor ?? ''}
        onBlur={(event) => search('actor', event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && search('actor', event.currentTarget.value)}
      />
    </Group>
  )
}

function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { t } = useTranslation('settings')
  if (entries.length === 0) return <EmptyState icon={IconHistory} title={t('audit.none')} text={t('audit.noneText')} />
  return (
    <Table.ScrollContainer minWidth={860} mt="md">
      <Table aria-label={t('parts.audit-log')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('audit.when')}</Table.Th>
            <Table.Th>{t('audit.who')}</Table.Th>
            <Table.Th>{t('audit.action')}</Table.Th>
            <Table.Th>{t('audit.object')}</Table.Th>
            <Table.Th>{t('audit.change')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
