import { Alert, Button, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core'
import type { ErrorGroupList } from '@nemo-batch/sdk'
import { IconInfoCircle, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { batchQuery } from '../../api/batches.ts'
import { errorGroupsQuery } from '../../api/error-groups.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { DEFAULT_SPAN, inAddress } from '../../ui/span.ts'
import { SpanControl } from '../../ui/span-control.tsx'
import { ErrorGroupRow } from './error-group-row.tsx'
import classes from './errors.module.css'
import { NothingFailed } from './nothing-failed.tsx'
import type { ErrorsSearch } from './search.ts'
import { countFailures, sortGroups } from './sort-groups.ts'

const route = getRouteApi('/errors')

/** What failed in a span of time, alike with alike: what it is, who must act, what it cost. */
export default function ErrorsPage() {
  const { t } = useTranslation('errors')
  const search: ErrorsSearch = route.useSearch()
  const { span = DEFAULT_SPAN, ...rest } = search
  const navigate = route.useNavigate()
  const groups = useQuery(errorGroupsQuery(span, search.batch_id))
  return (
    <Page
      title={t('title')}
      actions={
        <SpanControl
          span={span}
          onChange={(chosen) => void navigate({ to: '/errors', search: { ...rest, ...inAddress(chosen) } })}
        />
      }
    >
      {search.batch_id !== undefined && <OfBatch batchId={search.batch_id} />}
      <Loaded query={groups} skeleton={<ErrorsSkeleton />}>
        {(list) =>
          list.data.length === 0 ? (
            <NothingFailed span={span} isOneBatch={search.batch_id !== undefined} />
          ) : (
            <Groups list={list} search={search} isOld={groups.isPlaceholderData} />
          )
        }
      </Loaded>
    </Page>
  )
}

function Groups({
  list,
  search,
  isOld,
}: {
  readonly list: ErrorGroupList
  readonly search: ErrorsSearch
  readonly isOld: boolean
}) {
  const { t } = useTranslation('errors')
  const { failures, standing } = countFailures(list.data)
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" role="status">
          {[
            t('summary', { count: list.data.length }),
            t('failed', { count: failures }),
            standing === 0 ? t('settled') : t('standing', { count: standing }),
          ].join(' · ')}
        </Text>
        <SortControl search={search} />
      </Group>
      {list.truncated && (
        <Alert variant="outline" color="yellow" c="var(--nb-warn)" icon={<IconInfoCircle />}>
          {t('truncated')}
        </Alert>
      )}
      <ul className={classes.groups} aria-busy={isOld}>
        {sortGroups(list.data, search.sort).map((group) => (
          <ErrorGroupRow
            key={group.id}
            group={group}
            span={{ from: list.from, to: list.to }}
            batchId={search.batch_id}
          />
        ))}
      </ul>
    </Stack>
  )
}

function SortControl({ search: { sort, ...search } }: { readonly search: ErrorsSearch }) {
  const { t } = useTranslation('errors')
  const navigate = route.useNavigate()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('sortLabel')}
      value={sort ?? 'last'}
      onChange={(chosen) =>
        void navigate({ to: '/errors', search: chosen === 'most' ? { ...search, sort: 'most' } : search })
      }
      data={[
        { value: 'last', label: t('sort.last') },
        { value: 'most', label: t('sort.most') },
      ]}
    />
  )
}

function OfBatch({ batchId }: { readonly batchId: string }) {
  const { t } = useTranslation('errors')
  const { batch_id: _batchId, ...search } = route.useSearch()
  const navigate = route.useNavigate()
  const { data: batch } = useQuery(batchQuery(batchId))
  return (
    <Group gap="xs">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {t('ofBatch', { name: batch?.name ?? batchId })}
      </Text>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconX size={12} />}
        onClick={() => void navigate({ to: '/errors', search })}
      >
        {t('allBatches')}
      </Button>
    </Group>
  )
}

const ErrorsSkeleton = () => (
  <Stack gap="md">
    <Skeleton h={30} />
    <Skeleton h={188} />
    <Skeleton h={188} />
    <Skeleton h={188} />
  </Stack>
)
