import { Anchor, Code, Text } from '@mantine/core'
import type { WebhookDelivery } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { endpointQuery } from '../../api/webhooks.ts'
import { Copy, Id } from '../../ui/copy.tsx'
import { Section } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { NextAttempt } from './next-attempt.tsx'
import classes from './webhooks.module.css'

/** Where it goes, what it is about, and when. */
export function DeliveryFacts({ delivery }: { readonly delivery: WebhookDelivery }) {
  const { t } = useTranslation('webhooks')
  const { data: endpoint } = useQuery(endpointQuery(delivery.endpoint_id))
  const { job_id: jobId, batch_id: batchId, next_attempt_at: nextAt, ended_at: endedAt } = delivery
  return (
    <dl className={classes.facts}>
      <div style={{ gridColumn: 'span 2' }}>
        <dt>{t('delivery.endpoint')}</dt>
        <dd>
          <Anchor
            renderRoot={(props) => (
              <Link {...props} to="/webhooks/endpoints/$endpointId" params={{ endpointId: delivery.endpoint_id }} />
            )}
          >
            {endpoint?.url ?? delivery.endpoint_id}
          </Anchor>
        </dd>
      </div>
      {(jobId ?? batchId) !== null && (
        <div>
          <dt>{t('delivery.about')}</dt>
          <dd>
            {jobId !== null ? (
              <Anchor renderRoot={(props) => <Link {...props} to="/jobs/$jobId" params={{ jobId }} />}>{jobId}</Anchor>
            ) : (
              <Anchor
                renderRoot={(props) => <Link {...props} to="/batches/$batchId" params={{ batchId: batchId ?? '' }} />}
              >
                {batchId}
              </Anchor>
            )}
          </dd>
        </div>
      )}
      <div>
        <dt>{t('delivery.created')}</dt>
        <dd>
          <Time at={delivery.created_at} />
        </dd>
      </div>
      {nextAt !== null && (
        <div>
          <dt>{t('delivery.next')}</dt>
          <dd>
            <NextAttempt at={nextAt} />
          </dd>
        </div>
      )}
      {endedAt !== null && (
        <div>
          <dt>{t('delivery.ended')}</dt>
          <dd>
            <Time at={endedAt} />
          </dd>
        </div>
      )}
      <div>
        <dt>ID</dt>
        <dd>
          <Id id={delivery.id} />
        </dd>
      </div>
    </dl>
  )
}

/** What a receiver knows a message by. */
export function DeliveryHeaders({ delivery: { webhook_id: webhookId } }: { readonly delivery: WebhookDelivery }) {
  const { t } = useTranslation('webhooks')
  const headers = [
    ['webhook-id', webhookId, t('delivery.headerId')],
    ['webhook-timestamp', null, t('delivery.headerTimestamp')],
    ['webhook-signature', null, t('delivery.headerSignature')],
  ] as const
  return (
    <Section title={t('delivery.headers')}>
      <dl className={classes.facts}>
        {headers.map(([name, value, hint]) => (
          <div key={name}>
            <dt>
              <Code>{name}</Code>
            </dt>
            <dd>
              {value !== null && (
                <>
                  <Code bg="transparent" p={0}>
                    {value}
                  </Code>
                  <Copy value={value} />
                </>
              )}
              <Text size="xs" c="dimmed">
                {hint}
              </Text>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
