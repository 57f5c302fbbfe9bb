import { Alert, Button, Skeleton, Stack } from '@mantine/core'
import type { WebhookDeliveryDetail } from '@nemo-batch/sdk'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { deliveryQuery, redeliver } from '../../api/webhooks.ts'
import { useAct } from '../../ui/act.ts'
import { Copy } from '../../ui/copy.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { DeliveryStatus } from '../../ui/status.tsx'
import { Attempts } from './attempts.tsx'
import { DeliveryFacts, DeliveryHeaders } from './delivery-facts.tsx'
import classes from './webhooks.module.css'

const route = getRouteApi('/webhooks/deliveries/$deliveryId')

export default function DeliveryPage() {
  const { t } = useTranslation('webhooks')
  const { deliveryId } = route.useParams()
  const delivery = useQuery(deliveryQuery(deliveryId))
  const may = useMay('webhooks')
  const { data } = delivery
  const crumbs = [
    { label: t('title'), link: { to: '/webhooks' } },
    { label: t('deliveries'), link: { to: '/webhooks', search: { tab: 'deliveries' } } },
  ] as const
  return (
    <Page
      title={data?.event ?? t('delivery.title')}
      crumbs={crumbs}
      aside={data && <DeliveryStatus status={data.status} />}
      actions={data && may && <Redeliver delivery={data} />}
    >
      <Loaded query={delivery} skeleton={<Skeleton h={480} />}>
        {(found) => <Delivery delivery={found} />}
      </Loaded>
    </Page>
  )
}

function Redeliver({ delivery: { id } }: { readonly delivery: WebhookDeliveryDetail }) {
  const { t } = useTranslation('webhooks')
  const { mutate, isPending } = useAct({ mutationFn: () => redeliver(id), done: () => t('delivery.redelivered') })
  return (
    <Button variant="default" leftSection={<IconRefresh size={16} />} loading={isPending} onClick={() => mutate()}>
      {t('delivery.redeliver')}
    </Button>
  )
}

function Delivery({ delivery }: { readonly delivery: WebhookDeliveryDetail }) {
  const { t } = useTranslation('webhooks')
  const body = JSON.stringify(delivery.body, null, 2)
  return (
    <Stack gap="xl">
      {delivery.status === 'discarded' && (
        <Alert color="gray" variant="outline" title={t('delivery.discardedTitle')}>
          {t('delivery.discardedText')}
        </Alert>
      )}
      {delivery.status === 'failed' && (
        <Alert color="red" variant="outline">
          {t('delivery.failedText')}
        </Alert>
      )}
      <DeliveryFacts delivery={delivery} />
      <Section title={t('delivery.attempts')}>
        <Attempts attempts={delivery.attempts} />
      </Section>
      <DeliveryHeaders delivery={delivery} />
      <Section
        title={t('delivery.body')}
        hint={t('delivery.bodyHint')}
        actions={<Copy value={body} label={t('delivery.copyBody')} />}
      >
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
        <pre className={classes.code} tabIndex={0}>
          {body}
        </pre>
      </Section>
    </Stack>
  )
}
