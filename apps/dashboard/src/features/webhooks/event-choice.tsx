import { Checkbox, Stack, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../api/webhook-words.ts'

/** A test is told in any case. */
const CHOOSABLE = WEBHOOK_EVENTS.filter((event) => event !== 'endpoint.test')

/** What an endpoint is told: everything, or some of it, each with what it means. */
export function EventChoice({
  chosen,
  error,
  onChange,
}: {
  /** null: everything, also what comes later. */
  readonly chosen: readonly WebhookEvent[] | null
  readonly error: string | null
  readonly onChange: (chosen: readonly WebhookEvent[] | null) => void
}) {
  const { t } = useTranslation('webhooks')
  return (
    <Stack gap="sm">
      <Switch
        label={t('form.all')}
        checked={chosen === null}
        onChange={(event) => onChange(event.currentTarget.checked ? null : CHOOSABLE)}
      />
      {chosen !== null && (
        <Checkbox.Group
          label={t('form.events')}
          value={[...chosen]}
          onChange={(events) => onChange(events as WebhookEvent[])}
          error={error}
        >
          <Stack gap="xs" mt="xs">
            {CHOOSABLE.map((event) => (
              <Checkbox key={event} value={event} label={event} description={t(`event.${event}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Stack>
  )
}
