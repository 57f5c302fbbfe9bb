import { Alert, Anchor, Group, Stack, Text } from '@mantine/core'
import type { WebhookDelivery } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { deliveryQuery } from '../../api/webhooks.ts'
import { DeliveryStatus } from '../../ui/status.tsx'
import { AttemptAnswer, AttemptLine } from './attempts.tsx'

/** What became of a test, as it happens. */
export function TestResult({ sent, onClose }: { readonly sent: WebhookDelivery; readonly onClose: () => void }) {
  const { t } = useTranslation(['webhooks', 'common'])
  const { data: delivery = sent } = useQuery(deliveryQuery(sent.id))
  const last = delivery.attempts.at(-1)
  const said = last === undefined ? t('test.sending') : last.error === null ? t('test.arrived') : t('test.notYet')
  return (
    <Alert
      color={last === undefined ? 'ocean' : last.error === null ? 'green' : 'red'}
      variant="outline"
      title={t('test.title')}
      styles={{ title: { color: 'inherit' } }}
      withCloseButton
      closeButtonLabel={t('common:close')}
      onClose={onClose}
      role="status"
    >
      <Stack gap="xs">
        <Group gap="sm">
          <DeliveryStatus status={delivery.status} />
          <Text size="sm">{said}</Text>
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link {...props} to="/webhooks/deliveries/$deliveryId" params={{ deliveryId: sent.id }} />
            )}
          >
            {t('delivery.title')}
          </Anchor>
        </Group>
        {last !== undefined && <AttemptLine attempt={last} />}
        {last !== undefined && <AttemptAnswer attempt={last} />}
      </Stack>
    </Alert>
  )
}
