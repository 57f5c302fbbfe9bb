import { Skeleton, Stack } from '@mantine/core'
import type { WebhookDelivery, WebhookEndpoint } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { endpointQuery } from '../../api/webhooks.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { EndpointActs } from './endpoint-acts.tsx'
import { EndpointFacts, EndpointHealth } from './endpoint-facts.tsx'
import { EndpointState } from './endpoint-state.tsx'
import { EndpointTrouble } from './endpoint-trouble.tsx'
import { endpointSearch } from './search.ts'
import { TestResult } from './test-result.tsx'
import { VerifyGuide } from './verify-guide.tsx'

const route = getRouteApi('/webhooks/endpoints/$endpointId')

export default function EndpointPage() {
  const { t } = useTranslation('webhooks')
  const { endpointId } = route.useParams()
  const endpoint = useQuery(endpointQuery(endpointId))
  const may = useMay('webhooks')
  const [tested, setTested] = useState<WebhookDelivery | null>(null)
  const { data } = endpoint
  const head =
    data === undefined
      ? {}
      : {
          aside: <EndpointState endpoint={data} />,
          ...(may ? { actions: <EndpointActs endpoint={data} onTested={setTested} /> } : {}),
        }
  return (
    <Page title={data?.url ?? endpointId} crumbs={[{ label: t('title'), link: { to: '/webhooks' } }]} {...head}>
      <Loaded query={endpoint} skeleton={<Skeleton h={420} />}>
        {(found) => <Endpoint endpoint={found} tested={tested} onTestSeen={() => setTested(null)} />}
      </Loaded>
    </Page>
  )
}

function Endpoint({
  endpoint,
  tested,
  onTestSeen,
}: {
  readonly endpoint: WebhookEndpoint
  readonly tested: WebhookDelivery | null
  readonly onTestSeen: () => void
}) {
  const { t } = useTranslation('webhooks')
  const navigate = route.useNavigate()
  const filter = route.useSearch()
  return (
    <Stack gap="xl">
      {endpoint.description !== null && <div style={{ overflowWrap: 'anywhere' }}>{endpoint.description}</div>}
      <EndpointTrouble endpoint={endpoint} />
      {tested !== null && <TestResult sent={tested} onClose={onTestSeen} />}
      <EndpointHealth endpoint={endpoint} />
      <EndpointFacts endpoint={endpoint} />
      {endpoint.health.recent.attempts === 0 && <VerifyGuide />}
      <Section title={t('deliveries')}>
        <DeliveryList
          filter={{ ...filter, endpoint_id: endpoint.id }}
          onFilter={(change) =>
            void navigate({
              to: '/webhooks/endpoints/$endpointId',
              params: { endpointId: endpoint.id },
              search: endpointSearch({ ...filter, ...change }),
              replace: true,
            })
          }
        />
      </Section>
    </Stack>
  )
}
