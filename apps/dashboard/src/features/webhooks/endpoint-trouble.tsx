import { Alert, Stack, Text } from '@mantine/core'
import type { WebhookEndpoint } from '@nemo-batch/sdk'
import { IconAlertTriangle, IconPlayerPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Time } from '../../ui/time.tsx'

/** Why nothing arrives, since when, and what happens next. */
export function EndpointTrouble({ endpoint: { health, disabled } }: { readonly endpoint: WebhookEndpoint }) {
  const { t } = useTranslation('webhooks')
  if (health.status === 'ok') return null
  if (health.status === 'disabled' && disabled === null)
    return (
      <Alert color="gray" variant="outline" icon={<IconPlayerPause />}>
        {t('trouble.byPerson')}
      </Alert>
    )
  if (disabled !== null)
    return (
      <Alert color="red" variant="outline" icon={<IconAlertTriangle />} title={t(`trouble.${disabled.reason}`)}>
        <Stack gap={4}>
          <Text size="sm">{disabled.message}</Text>
          <Text size="sm">
            {t('trouble.disabledAt')} <Time at={disabled.at} />. {t('trouble.recoverHint')}
          </Text>
        </Stack>
      </Alert>
    )
  return (
    <Alert
      color={health.status === 'down' ? 'red' : 'yellow'}
      variant="outline"
      icon={<IconAlertTriangle />}
      title={t('trouble.failingNow', { count: health.failures })}
      styles={{ title: { color: 'inherit' } }}
    >
      <Stack gap={4}>
        {health.status === 'down' && <Text size="sm">{t('trouble.down')}</Text>}
        {health.failing_since !== null && (
          <Text size="sm">
            {t('trouble.since')} <Time at={health.failing_since} />
          </Text>
        )}
        {health.held_until !== null && (
          <Text size="sm">
            {t('trouble.heldUntil')} <Time at={health.held_until} />
          </Text>
        )}
      </Stack>
    </Alert>
  )
}
