import { useTranslation } from 'react-i18next'
import { formatCount } from './format.ts'
import classes from './job-bar.module.css'
import { type JobCounts, segmentsOf } from './segments.ts'

/** How the jobs of a batch stand, as a bar of shares. Few among thousands are still seen. */
export function JobBar({ counts, size = 'sm' }: { readonly counts: JobCounts; readonly size?: 'sm' | 'lg' }) {
  const text = useCountsText()(counts)
  return (
    <div className={classes.bar} data-size={size} role="img" aria-label={text} title={text}>
      {segmentsOf(counts).map(({ status, count }) => (
        <span key={status} data-status={status} style={{ flexGrow: count }} />
      ))}
    </div>
  )
}

/** The same in words, each with the dot of its colour. */
export function JobCountsLine({ counts }: { readonly counts: JobCounts }) {
  const { t } = useTranslation('status')
  return (
    <span className={classes.counts}>
      {segmentsOf(counts).map(({ status, count }) => (
        <span key={status} data-status={status}>
          {t(`counted.${status}`, { n: formatCount(count) })}
        </span>
      ))}
    </span>
  )
}

/** "40 completed, 2 failed": for whoever does not see the bar. */
function useCountsText(): (counts: JobCounts) => string {
  const { t } = useTranslation('status')
  return (counts) => {
    const parts = segmentsOf(counts).map(({ status, count }) => t(`counted.${status}`, { n: formatCount(count) }))
    return parts.length === 0 ? t('counted.none') : parts.join(', ')
  }
}
