import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { Pill } from '../../ui/status.tsx'
import type { Composed } from './composer.ts'
import classes from './new-batch.module.css'
import type { Check } from './use-check.ts'

/** What the batch has come to, and the next thing to do with it; always in sight. */
export function SendBar({
  state: { draft, uploads, checked },
  check,
  onShowFaults,
  onMake,
}: {
  readonly state: Composed
  readonly check: Check
  readonly onShowFaults: () => void
  readonly onMake: () => void
}) {
  const { t } = useTranslation(['newBatch', 'common'])
  const under = uploads.filter(({ state }) => state === 'waiting' || state === 'sending').length
  const media = draft.jobs.reduce((sum, job) => sum + job.media.length, 0)
  const dryRun = check.isCurrent ? (checked?.dryRun ?? null) : null
  // an address that cannot be read now may be there when its job runs: the service takes it
  const isReady = dryRun !== null && check.isSendable
  return (
    <section className={classes.bar} aria-label={t('send.bar')}>
      <Group justify="space-between" gap="sm">
        <div aria-live="polite">
          <Text size="sm" fw={600} className="tabular">
            {t('common:jobs', { count: draft.jobs.length })} · {t('common:photos', { count: media })}
            {dryRun !== null && ` · ${t('common:credits', { count: dryRun.credits.estimated })}`}
            {dryRun !== null && ` · ${t('send.takes', { time: formatDuration(dryRun.estimated_seconds * 1_000) })}`}
          </Text>
          <Said check={check} hasUploads={under} wasChecked={checked !== null} onShowFaults={onShowFaults} />
        </div>
        <Group gap="xs">
          {(!isReady || check.faultCount > 0) && (
            <Button
              variant={isReady ? 'default' : 'filled'}
              onClick={check.run}
              loading={check.isBusy}
              disabled={under > 0 || draft.jobs.length === 0}
            >
              {checked === null ? t('send.check') : t('send.checkAgain')}
            </Button>
          )}
          {isReady && <Button onClick={onMake}>{t('send.make', { count: draft.jobs.length })}</Button>}
        </Group>
      </Group>
    </section>
  )
}

function Said({
  check: { isBusy, isCurrent, faultCount },
  hasUploads,
  wasChecked,
  onShowFaults,
}: {
  readonly check: Check
  readonly hasUploads: number
  readonly wasChecked: boolean
  readonly onShowFaults: () => void
}) {
  const { t } = useTranslation('newBatch')
  if (hasUploads > 0) return <Pill tone="run">{t('send.uploading', { count: hasUploads })}</Pill>
  if (isBusy) return <Pill tone="run">{t('send.checking')}</Pill>
  if (faultCount > 0)
    return (
      <Group gap="xs">
        <Pill tone="bad">{t('send.faults', { count: faultCount, number: formatCount(faultCount) })}</Pill>
        <Button variant="subtle" size="compact-xs" onClick={onShowFaults}>
          {t('send.showFaults')}
        </Button>
      </Group>
    )
  if (isCurrent) return <Pill tone="ok">{t('send.fine')}</Pill>
  return wasChecked ? <Pill tone="wait">{t('send.changed')}</Pill> : null
}
