import { Alert } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../live/live-provider.tsx'
import { formatAgo } from '../ui/format.ts'
import { useNowMs } from '../ui/now.ts'
import { Pill } from '../ui/status.tsx'

const TONES = { connecting: 'wait', live: 'ok', down: 'bad' } as const

/** Whether what is shown is what is. */
export function LiveState() {
  const { t } = useTranslation('shell')
  const { state } = useLive()
  return (
    <span role="status" data-live={state}>
      <Pill tone={TONES[state]}>{t(state)}</Pill>
    </span>
  )
}

export function ConnectionBanner() {
  const { t } = useTranslation('shell')
  const { state, since } = useLive()
  const nowMs = useNowMs()
  if (state !== 'down') return null
  return (
    <Alert color="red" variant="outline" mb="md" icon={<IconPlugConnectedX />} role="alert">
      {t('downSince', { since: formatAgo(since, nowMs) })}
    </Alert>
  )
}
