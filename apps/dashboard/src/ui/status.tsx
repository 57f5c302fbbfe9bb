import type { Batch, Job, WebhookDelivery } from '@nemo-batch/sdk'
import { useTranslation } from 'react-i18next'
import classes from './status.module.css'

type Tone = 'ok' | 'bad' | 'warn' | 'run' | 'wait'

/** A new status without a tone is an error of types. */
const JOB_TONES: Record<Job['status'], Tone> = {
  queued: 'wait',
  running: 'run',
  blocked: 'warn',
  completed: 'ok',
  failed: 'bad',
  canceled: 'wait',
}
const BATCH_TONES: Record<Batch['status'], Tone> = {
  scheduled: 'wait',
  queued: 'wait',
  running: 'run',
  awaiting_release: 'warn',
  blocked: 'warn',
  paused: 'warn',
  completed: 'ok',
  canceled: 'wait',
}
const STEP_TONES: Record<Job['steps'][number]['status'], Tone> = {
  pending: 'wait',
  running: 'run',
  completed: 'ok',
  failed: 'bad',
}
const DELIVERY_TONES: Record<WebhookDelivery['status'], Tone> = {
  pending: 'run',
  succeeded: 'ok',
  failed: 'bad',
  discarded: 'wait',
}

/** The colour is a dot beside the word, so that neither the colour-blind nor contrast lose by it. */
export const Pill = ({ tone, children }: { readonly tone: Tone; readonly children: string }) => (
  <span className={classes.pill} data-tone={tone}>
    {children}
  </span>
)

export function JobStatus({ status }: { readonly status: Job['status'] }) {
  const { t } = useTranslation('status')
  return <Pill tone={JOB_TONES[status]}>{t(`job.${status}`)}</Pill>
}

export function BatchStatus({ status }: { readonly status: Batch['status'] }) {
  const { t } = useTranslation('status')
  return <Pill tone={BATCH_TONES[status]}>{t(`batch.${status}`)}</Pill>
}

export function StepStatus({ status }: { readonly status: Job['steps'][number]['status'] }) {
  const { t } = useTranslation('status')
  return <Pill tone={STEP_TONES[status]}>{t(`step.${status}`)}</Pill>
}

export function DeliveryStatus({ status }: { readonly status: WebhookDelivery['status'] }) {
  const { t } = useTranslation('status')
  return <Pill tone={DELIVERY_TONES[status]}>{t(`delivery.${status}`)}</Pill>
}
