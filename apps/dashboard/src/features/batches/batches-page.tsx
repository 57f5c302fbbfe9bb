import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { batchesQuery } from '../../api/batches.ts'
import { useMay } from '../../api/session.ts'
import { LoadMore } from '../../ui/load-more.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { BatchFilters } from './batch-filters.tsx'
import { BatchList, BatchListSkeleton } from './batch-list.tsx'
import { NoBatches } from './no-batches.tsx'

const route = getRouteApi('/batches')

export default function BatchesPage() {
  const { t } = useTranslation('batches')
  const filter = route.useSearch()
  const batches = useInfiniteQuery(batchesQuery(filter))
  return (
    <Page title={t('title')} actions={<NewBatchButton />}>
      <BatchFilters filter={filter} />
      <Loaded query={batches} skeleton={<BatchListSkeleton />}>
        {({ pages }) => {
          const found = pages.flatMap(({ data }) => data)
          return found.length === 0 ? (
            <NoBatches isFiltered={Object.keys(filter).length > 0} action={<NewBatchButton />} />
          ) : (
            <div>
              <BatchList batches={found} isOld={batches.isPlaceholderData} />
              <LoadMore
                hasMore={batches.hasNextPage}
                isLoading={batches.isFetchingNextPage}
                onMore={() => void batches.fetchNextPage()}
              />
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}

function NewBatchButton() {
  const { t } = useTranslation('batches')
  if (!useMay('jobs:write')) return null
  return (
    <Button leftSection={<IconPlus size={16} />} renderRoot={(props) => <Link {...props} to="/batches/new" />}>
      {t('newBatch')}
    </Button>
  )
}
