import { Text } from '@mantine/core'
import type { Stats } from '@nemo-batch/sdk'
import { useTranslation } from 'react-i18next'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import classes from './stage-times.module.css'

/** Where the time of jobs goes: the median, and what nine of ten do not exceed, on one scale. */
export function StageTimes({ stages }: { readonly stages: Stats['stages'] }) {
  const { t } = useTranslation('overview', { keyPrefix: 'stages' })
  const { t: status } = useTranslation('status')
  const longestMs = Math.max(1, ...stages.map(({ p90_ms: p90Ms }) => p90Ms))
  return (
    <Section title={t('title')} hint={t('hint')}>
      {stages.length === 0 ? (
        <Text c="dimmed" size="sm" py="sm">
          {t('nothing')}
        </Text>
      ) : (
        <table className={classes.stages}>
          <caption>{t('caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('stage')}</th>
              <td />
              <th scope="col">
                <i className={classes.key} data-bar="median" aria-hidden />
                {t('median')}
              </th>
              <th scope="col">
                <i className={classes.key} data-bar="p90" aria-hidden />
                {t('p90')}
              </th>
              <th scope="col">{t('jobs')}</th>
            </tr>
          </thead>
          <tbody>
            {stages.map(({ stage, count, median_ms: medianMs, p90_ms: p90Ms }) => (
              <tr key={stage}>
                <th scope="row">{status(`stage.${stage}`)}</th>
                <td className={classes.bars} aria-hidden>
                  <div className={classes.bar} data-bar="p90" style={{ width: `${(p90Ms / longestMs) * 100}%` }} />
                  <div
                    className={classes.bar}
                    data-bar="median"
                    style={{ width: `${(medianMs / longestMs) * 100}%` }}
                  />
                </td>
                <td>{formatDuration(medianMs)}</td>
                <td>{formatDuration(p90Ms)}</td>
                <td className={classes.count}>{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}
