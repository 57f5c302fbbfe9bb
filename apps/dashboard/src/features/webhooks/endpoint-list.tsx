import { Badge, Group, Skeleton, Stack, Text } from '@mantine/core'
import type { WebhookEndpoint } from '@nemo-batch/sdk'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatShare } from '../../ui/format.ts'
import { Time } from '../../ui/time.tsx'
import { EndpointState } from './endpoint-state.tsx'
import { formatLatency } from './format-latency.ts'
import classes from './webhooks.module.css'

export function EndpointList({ endpoints }: { readonly endpoints: readonly WebhookEndpoint[] }) {
  const { t } = useTranslation('webhooks')
  return (
    <ul className={classes.list} aria-label={t('endpoints')}>
      {endpoints.map((endpoint) => (
        <li key={endpoint.id}>
          <Link to="/webhooks/endpoints/$endpointId" params={{ endpointId: endpoint.id }} className={classes.endpoint}>
            <EndpointFacts endpoint={endpoint} />
          </Link>
        </li>
      ))}
    </ul>
  )
}

function EndpointFacts({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const { t } = useTranslation('webhooks')
  const { recent, pending } = endpoint.health
  return (
    <>
      <div className={`${classes.main} ${classes.wrap}`}>
        <Group gap="xs">
          <Text fw={600}>{endpoint.url}</Text>
          {endpoint.batch_id !== null && (
            <Badge variant="default" tt="none" title={t('ofBatchHint')}>
              {t('ofBatch')}
            </Badge>
          )}
        </Group>
        {endpoint.description !== null && (
          <Text size="sm" c="dimmed" lineClamp={1}>
            {endpoint.description}
          </Text>
        )}
      </div>
      <EndpointState endpoint={endpoint} />
      <span className={classes.figure}>
        {recent.success_rate === null ? t('health.noAttempt') : formatShare(recent.success_rate)}
        <Text size="xs" c="dimmed">
          {recent.attempts > 0 && t('health.attempts', { count: recent.attempts })}
        </Text>
      </span>
      <span className={classes.figure}>
        {recent.median_ms === null ? '–' : formatLatency(recent.median_ms)}
        <Text size="xs" c="dimmed">
          {t('health.answerTime')}
        </Text>
      </span>
      <span className={classes.figure}>
        {pending > 0 ? t('health.pendingUnit', { count: pending }) : <Time at={recent.last_attempt_at} />}
        <Text size="xs" c="dimmed">
          {pending > 0 ? t('health.pending') : t('health.last')}
        </Text>
      </span>
    </>
  )
}

export const ListSkeleton = () => (
  <Stack gap={1}>
    {[1, 2, 3, 4].map((row) => (
      <Skeleton key={row} h={64} />
    ))}
  </Stack>
)
