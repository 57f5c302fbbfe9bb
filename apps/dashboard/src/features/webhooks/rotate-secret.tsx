import type { WebhookEndpoint } from '@nemo-batch/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newKey } from '../../api/new-key.ts'
import { rotateSecret } from '../../api/webhooks.ts'
import { useAct } from '../../ui/act.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { formatExact } from '../../ui/format.ts'
import { SecretOnce } from '../../ui/secret-once.tsx'

/** Asks, rotates, and shows the new secret this once. */
export function RotateSecret({
  endpoint,
  isOpen,
  onClose,
}: {
  readonly endpoint: WebhookEndpoint
  readonly isOpen: boolean
  readonly onClose: () => void
}) {
  const { t } = useTranslation('webhooks')
  // kept until it is done: one whose answer was lost is asked for again, and gives the same secret
  const [key, setKey] = useState(newKey)
  const { mutate, isPending, data, reset } = useAct({
    mutationFn: () => rotateSecret(endpoint.id, key),
    onSuccess: () => {
      setKey(newKey())
      onClose()
    },
  })
  const until = data === undefined ? '' : formatExact(new Date(data.previous_secret_expires_at))
  return (
    <>
      <Confirm
        isOpen={isOpen}
        title={t('acts.rotateTitle')}
        action={t('acts.rotate')}
        isBusy={isPending}
        onConfirm={() => mutate()}
        onClose={onClose}
      >
        {t('acts.rotateText')}
      </Confirm>
      <SecretOnce
        title={t('secret.rotated')}
        hint={t('secret.rotatedHint', { until })}
        secret={data?.secret ?? null}
        onClose={reset}
      />
    </>
  )
}
