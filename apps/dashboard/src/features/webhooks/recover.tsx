import { TextInput } from '@mantine/core'
import type { WebhookEndpoint } from '@nemo-batch/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { recoverDeliveries } from '../../api/webhooks.ts'
import { useAct } from '../../ui/act.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { toLocalInput } from './local-time.ts'

const DAY_MS = 24 * 3_600_000

/** Sends again what did not arrive since a time: since it began to fail, unless somebody says otherwise. */
export function Recover({ endpoint, onClose }: { readonly endpoint: WebhookEndpoint; readonly onClose: () => void }) {
  const { t } = useTranslation('webhooks')
  const [since, setSince] = useState(() => toLocalInput(new Date(endpoint.health.failing_since ?? Date.now() - DAY_MS)))
  const recover = useAct({
    mutationFn: () => recoverDeliveries(endpoint.id, new Date(since)),
    done: ({ count }) => (count === 0 ? t('recover.nothing') : t('recover.done', { count })),
    onSuccess: onClose,
  })
  return (
    <Confirm
      isOpen
      title={t('recover.title')}
      action={t('recover.action')}
      isBusy={recover.isPending}
      isReady={since !== ''}
      onConfirm={() => recover.mutate()}
      onClose={onClose}
    >
      <TextInput
        type="datetime-local"
        label={t('recover.since')}
        description={t('recover.sinceHint')}
        value={since}
        max={toLocalInput(new Date())}
        onChange={(event) => setSince(event.currentTarget.value)}
      />
    </Confirm>
  )
}
