import type { WebhookEndpoint } from '@nemo-batch/sdk'
import { useTranslation } from 'react-i18next'
import { Pill } from '../../ui/status.tsx'

type State = WebhookEndpoint['health']['status']

const TONES = { ok: 'ok', failing: 'warn', down: 'bad', disabled: 'wait' } as const satisfies Record<State, string>

export function EndpointState({ endpoint: { health, disabled } }: { readonly endpoint: WebhookEndpoint }) {
  const { t } = useTranslation('webhooks')
  // what the service disabled by itself needs somebody
  const tone = health.status === 'disabled' && disabled !== null ? 'bad' : TONES[health.status]
  return <Pill tone={tone}>{t(`state.${health.status}`)}</Pill>
}
