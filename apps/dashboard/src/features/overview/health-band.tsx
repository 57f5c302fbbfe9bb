import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../ui/failure.tsx'
import classes from './health.module.css'
import type { Health, Known } from './health.ts'
import { ProblemList } from './problem-list.tsx'
import type { ReadHealth } from './use-health.ts'

const ICONS = { well: IconCircleCheck, attention: IconAlertTriangle, broken: IconCircleX } as const

/** Whether something is wrong, in one sentence; then each thing that is. */
export function HealthBand({ read: { known, health, error, readAgain } }: { readonly read: ReadHealth }) {
  const { t } = useTranslation('overview')
  if (error !== null) return <Failure error={error} onRetry={readAgain} />
  if (known === null) return null
  const Shape = ICONS[health.state]
  return (
    <section aria-label={t('health.label')} className={classes.band} data-state={health.state}>
      <div className={classes.headline} role="status">
        <Shape size={30} stroke={1.8} className={classes.mark} aria-hidden />
        <div>
          <h2 className={classes.state}>{t(`health.${health.state}`)}</h2>
          <Sentence health={health} known={known} />
        </div>
      </div>
      <ProblemList problems={health.problems} onReadAgain={readAgain} />
    </section>
  )
}

function Sentence({ health: { state, problems }, known }: { readonly health: Health; readonly known: Known }) {
  const { t } = useTranslation('overview', { keyPrefix: 'health' })
  const count = problems.filter(({ severity }) => severity !== 'hint').length
  if (state !== 'well') return <p className={classes.sentence}>{t(`${state}_count`, { count })}</p>
  const { running = 0, queued = 0 } = known.lastHour?.queue ?? {}
  const failed = known.lastHour?.totals.failed ?? 0
  return (
    <p className={classes.sentence}>
      {running + queued === 0 ? t('idle') : t('busy', { running, queued })}{' '}
      {failed === 0 ? t('noFailures') : t('failures', { count: failed })}
    </p>
  )
}
