import type { System } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { systemQuery } from '../../api/system.ts'
import { Section } from '../../ui/page.tsx'
import { Pill } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import classes from './panels.module.css'

const SHOWN = 8

/** Those who do the work; of the last day, those that are alive first. Needs `admin`. */
export function WorkersPanel() {
  const { t } = useTranslation('overview', { keyPrefix: 'workers' })
  const { data: system } = useQuery(systemQuery)
  const workers = system?.workers.list ?? null
  if (system === undefined || workers === null) return null
  const sorted = workers.toSorted((one, other) => Number(other.alive) - Number(one.alive))
  const more = sorted.length - SHOWN
  return (
    <Section title={t('title')} hint={t('alive', { count: system.workers.alive })}>
      {sorted.length === 0 && <p className={classes.muted}>{t('none')}</p>}
      <ul className={classes.rows}>
        {sorted.slice(0, SHOWN).map((worker) => (
          <WorkerRow key={worker.id} worker={worker} />
        ))}
        {more > 0 && <li className={classes.muted}>{t('more', { count: more })}</li>}
      </ul>
    </Section>
  )
}

type Worker = NonNullable<System['workers']['list']>[number]

function WorkerRow({
  worker: { id, version, alive, started_at: startedAt, seen_at: seenAt },
}: {
  readonly worker: Worker
}) {
  const { t } = useTranslation('overview', { keyPrefix: 'workers' })
  return (
    <li>
      <div className={classes.first}>
        <code className={classes.name}>{id}</code>
        <Pill tone={alive ? 'ok' : 'wait'}>{alive ? t('here') : t('gone')}</Pill>
      </div>
      <p className={classes.muted}>
        {t('version', { version })} ·{' '}
        {alive ? (
          <>
            {t('started')} <Time at={startedAt} />
          </>
        ) : (
          <>
            {t('seen')} <Time at={seenAt} />
          </>
        )}
      </p>
    </li>
  )
}
