import { Badge, Group, Text } from '@mantine/core'
import type { WebhookEndpoint } from '@nemo-batch/sdk'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { WEBHOOK_EVENTS } from '../../api/webhook-words.ts'
import { Id } from '../../ui/copy.tsx'
import { formatCount, formatShare } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { formatLatency } from './format-latency.ts'
import classes from './webhooks.module.css'

/** How it has been answering. */
export function EndpointHealth({ endpoint: { health } }: { readonly endpoint: WebhookEndpoint }) {
  const { t } = useTranslation('webhooks')
  const { recent, pending } = health
  return (
    <Section title={t('health.title')} hint={t('health.window')}>
      <dl className={classes.facts}>
        <Figure name={t('health.success')} hint={t('health.attempts', { count: recent.attempts })}>
          {recent.success_rate === null ? '–' : formatShare(recent.success_rate)}
        </Figure>
        <Figure name={t('health.median')} hint={t('health.answerTime')}>
          {recent.median_ms === null ? '–' : formatLatency(recent.median_ms)}
        </Figure>
        <Figure name={t('health.p95')} hint={t('health.answerTime')}>
          {recent.p95_ms === null ? '–' : formatLatency(recent.p95_ms)}
        </Figure>
        <Figure name={t('health.pending')} hint={t('health.pendingHint')}>
          {formatCount(pending)}
        </Figure>
        <Figure name={t('health.last')}>
          <Time at={recent.last_attempt_at} />
        </Figure>
      </dl>
    </Section>
  )
}

const Figure = ({
  name,
  hint,
  children,
}: {
  readonly name: string
  readonly hint?: string
  readonly children: ReactNode
}) => (
  <div>
    <dt>{name}</dt>
    <dd className={classes.large}>{children}</dd>
    {hint !== undefined && (
      <dd>
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      </dd>
    )}
  </div>
)

/** What it is told, of what, since when. */
export function EndpointFacts({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const { t } = useTranslation('webhooks')
  const isAll = endpoint.events.length === WEBHOOK_EVENTS.length
  return (
    <dl className={classes.facts}>
      <div style={{ gridColumn: 'span 2' }}>
        <dt>{t('facts.events')}</dt>
        <dd>
          {isAll ? (
            t('everything')
          ) : (
            <Group gap={6}>
              {endpoint.events.map((event) => (
                <Badge key={event} variant="default" tt="none" fw={500} title={t(`event.${event}`)}>
                  {event}
                </Badge>
              ))}
            </Group>
          )}
        </dd>
      </div>
      {endpoint.batch_id !== null && (
        <div>
          <dt>{t('facts.batch')}</dt>
          <dd>
            <Link to="/batches/$batchId" params={{ batchId: endpoint.batch_id }}>
              {endpoint.batch_id}
            </Link>
            <Text size="xs" c="dimmed">
              {t('ofBatchHint')}
            </Text>
          </dd>
        </div>
      )}
      <div>
        <dt>{t('facts.created')}</dt>
        <dd>
          <Time at={endpoint.created_at} />
        </dd>
      </div>
      <div>
        <dt>ID</dt>
        <dd>
          <Id id={endpoint.id} />
        </dd>
      </div>
    </dl>
  )
}
