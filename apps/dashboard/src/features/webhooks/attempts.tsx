import { Group, Text } from '@mantine/core'
import type { WebhookDelivery } from '@nemo-batch/sdk'
import { useTranslation } from 'react-i18next'

import { Pill } from '../../ui/status.tsx'
import { Clock, Time } from '../../ui/time.tsx'
import { formatLatency } from './format-latency.ts'
import classes from './webhooks.module.css'

type Attempt = WebhookDelivery['attempts'][number]

/** Every try at sending it, the last one first. */
export function Attempts({ attempts }: { readonly attempts: readonly Attempt[] }) {
  const { t } = useTranslation('webhooks')
  if (attempts.length === 0) return <Text c="dimmed">{t('delivery.noAttempts')}</Text>
  return (
    <ol className={classes.list} aria-label={t('delivery.attempts')}>
      {attempts.toReversed().map((attempt) => (
        <li key={attempt.number} className={classes.attempt}>
          <AttemptLine attempt={attempt} />
          <AttemptAnswer attempt={attempt} />
        </li>
      ))}
    </ol>
  )
}

export function AttemptLine({ attempt }: { readonly attempt: Attempt }) {
  const { t } = useTranslation('webhooks')
  const { number, at, status, error, duration_ms: durationMs } = attempt
  return (
    <div>
      <Group gap="md">
        <Text size="sm" fw={600}>
          {t('delivery.number', { number })}
        </Text>
        <Pill tone={error === null ? 'ok' : 'bad'}>
          {status === null ? t('delivery.noAnswer') : t('delivery.http', { status })}
        </Pill>
        <Text size="sm" className="tabular">
          {formatLatency(durationMs)}
        </Text>
        <Text size="sm" c="dimmed" component="span">
          <Clock at={at} /> (<Time at={at} />)
        </Text>
      </Group>
      {error !== null && (
        <Text size="sm" mt={4} className={classes.wrap}>
          {error}
        </Text>
      )}
    </div>
  )
}

/** What the receiver said, as text, whatever it is. */
export function AttemptAnswer({ attempt: { response_body: body } }: { readonly attempt: Attempt }) {
  const { t } = useTranslation('webhooks')
  if (body === null) return null
  if (body === '')
    return (
      <Text size="sm" c="dimmed" mt={4}>
        {t('delivery.answerEmpty')}
      </Text>
    )
  return (
    <>
      <Text size="sm" c="dimmed" mt="xs" mb={4}>
        {t('delivery.answer')} ({t('delivery.answerHint')})
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <pre className={classes.code} tabIndex={0}>
        {body}
      </pre>
    </>
  )
}
