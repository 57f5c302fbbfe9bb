import { Stack, Tabs } from '@mantine/core'
import { IconLock, IconWebhook } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { endpointsQuery } from '../../api/webhooks.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { EndpointList, ListSkeleton } from './endpoint-list.tsx'
import { NewEndpoint } from './new-endpoint.tsx'
import { webhooksSearch } from './search.ts'
import { VerifyGuide } from './verify-guide.tsx'

const route = getRouteApi('/webhooks')

export default function WebhooksPage() {
  const { t } = useTranslation(['webhooks', 'common'])
  const may = useMay('webhooks')
  return (
    <Page title={t('title')} {...(may ? { actions: <NewEndpoint /> } : {})}>
      {may ? <Parts /> : <EmptyState icon={IconLock} title={t('common:mayNot', { scope: 'webhooks' })} />}
    </Page>
  )
}

function Parts() {
  const { t } = useTranslation('webhooks')
  const navigate = route.useNavigate()
  const { tab, ...filter } = route.useSearch()
  return (
    <Tabs
      value={tab ?? 'endpoints'}
      onChange={(chosen) =>
        void navigate({ to: '/webhooks', search: chosen === 'deliveries' ? { tab: 'deliveries' } : {} })
      }
      keepMounted={false}
    >
      <Tabs.List mb="md">
        <Tabs.Tab value="endpoints">{t('endpoints')}</Tabs.Tab>
        <Tabs.Tab value="deliveries">{t('deliveries')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="endpoints">
        <Endpoints />
      </Tabs.Panel>
      <Tabs.Panel value="deliveries">
        <Deliveries filter={filter} />
      </Tabs.Panel>
    </Tabs>
  )
}

function Endpoints() {
  const { t } = useTranslation('webhooks')
  const endpoints = useInfiniteQuery(endpointsQuery)
  return (
    <Stack gap="xl">
      <Loaded query={endpoints} skeleton={<ListSkeleton />}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data)
          return all.length === 0 ? (
            <EmptyState icon={IconWebhook} title={t('none')} text={t('noneText')} />
          ) : (
            <div>
              <EndpointList endpoints={all} />
              <LoadMore
                hasMore={endpoints.hasNextPage}
                isLoading={endpoints.isFetchingNextPage}
                onMore={() => void endpoints.fetchNextPage()}
              />
            </div>
          )
        }}
      </Loaded>
      <VerifyGuide />
    </Stack>
  )
}

function Deliveries({ filter }: { readonly filter: Parameters<typeof DeliveryList>[0]['filter'] }) {
  const navigate = route.useNavigate()
  const { data } = useInfiniteQuery(endpointsQuery)
  return (
    <DeliveryList
      filter={filter}
      endpoints={data?.pages.flatMap((page) => page.data) ?? []}
      onFilter={(change) =>
        void navigate({
          to: '/webhooks',
          search: webhooksSearch({ tab: 'deliveries', ...filter, ...change }),
          replace: true,
        })
      }
    />
  )
}
