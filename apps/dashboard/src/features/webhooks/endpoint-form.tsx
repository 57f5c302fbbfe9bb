import { Alert, Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { ApiError, type WebhookEndpoint } from '@nemo-batch/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../api/webhook-words.ts'
import { describeFailure } from '../../ui/failure.tsx'
import { EventChoice } from './event-choice.tsx'

export type EndpointFields = {
  readonly url: string
  readonly description: string | null
  readonly events: WebhookEvent[] | null
}

const MAX_URL_CHARS = 2_048
const MAX_DESCRIPTION_CHARS = 500

/** To make an endpoint, or to change one; what the service finds wrong stands at its field. */
export function EndpointForm({
  endpoint,
  isBusy,
  error,
  onSend,
  onClose,
}: {
  /** null: a new one. */
  readonly endpoint: WebhookEndpoint | null
  readonly isBusy: boolean
  readonly error: Error | null
  readonly onSend: (fields: EndpointFields) => void
  readonly onClose: () => void
}) {
  const { t } = useTranslation(['webhooks', 'common'])
  const [url, setUrl] = useState(endpoint?.url ?? '')
  const [description, setDescription] = useState(endpoint?.description ?? '')
  const isAll = endpoint === null || endpoint.events.length === WEBHOOK_EVENTS.length
  const [events, setEvents] = useState<readonly WebhookEvent[] | null>(isAll ? null : endpoint.events)
  const faults = error instanceof ApiError ? error.errors : []
  const faultAt = (field: string): string | undefined =>
    faults.find(({ path }) => path.startsWith(`/${field}`))?.message
  const isPlaced = ['url', 'description', 'events'].some((field) => faultAt(field) !== undefined)
  return (
    <Modal
      opened
      onClose={onClose}
      title={endpoint === null ? t('form.createTitle') : t('form.editTitle')}
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const words = description.trim()
          onSend({ url: url.trim(), description: words === '' ? null : words, events: events && [...events] })
        }}
      >
        <Stack>
          <TextInput
            type="url"
            label={t('form.url')}
            description={t('form.urlHint')}
            placeholder="https://shop.example/hooks/nemo"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            error={faultAt('url')}
            maxLength={MAX_URL_CHARS}
            required
            data-autofocus
          />
          <Textarea
            label={t('form.description')}
            description={t('form.descriptionHint')}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={faultAt('description')}
            maxLength={MAX_DESCRIPTION_CHARS}
            autosize
            maxRows={4}
          />
          <EventChoice
            chosen={events}
            error={events?.length === 0 ? t('form.chooseSome') : (faultAt('events') ?? null)}
            onChange={setEvents}
          />
          {error !== null && !isPlaced && (
            <Alert color="red" variant="outline" role="alert">
              {describeFailure(error).message}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={isBusy} disabled={url.trim() === '' || events?.length === 0}>
              {endpoint === null ? t('common:create') : t('common:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
