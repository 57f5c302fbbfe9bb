import { Anchor, Skeleton } from '@mantine/core'
import type { Batch } from '@nemo-batch/sdk'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatCount, formatShare } from '../../ui/format.ts'
import { JobBar, JobCountsLine } from '../../ui/job-bar.tsx'
import { endedShare } from '../../ui/segments.ts'
import { BatchStatus } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import classes from './batch-list.module.css'

export function BatchList({ batches, isOld }: { readonly batches: readonly Batch[]; readonly isOld: boolean }) {
  const { t } = useTranslation('batches')
  return (
    <table className={classes.list} aria-label={t('title')} aria-busy={isOld}>
      <Head />
      <tbody>
        {batches.map((batch) => (
          <BatchRow key={batch.id} batch={batch} />
        ))}
      </tbody>
    </table>
  )
}

function Head() {
  const { t } = useTranslation('batches')
  return (
    <thead>
      <tr>
        <th scope="col">{t('name')}</th>
        <th scope="col">{t('status')}</th>
        <th scope="col">{t('progress')}</th>
        <th scope="col" className={classes.number}>
          {t('jobs')}
        </th>
        <th scope="col" className={classes.number}>
          {t('credits')}
        </th>
        <th scope="col" className={classes.number}>
          {t('created')}
        </th>
      </tr>
    </thead>
  )
}

function BatchRow({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation(['batches', 'common'])
  const { id, name, status, counts, credits, created_at: createdAt } = batch
  return (
    <tr>
      <td className={classes.name}>
        <Anchor
          className={classes.link}
          c="inherit"
          fw={550}
          underline="never"
          renderRoot={(props) => <Link {...props} to="/batches/$batchId" params={{ batchId: id }} />}
        >
          {name ?? t('untitled')}
        </Anchor>
        <span className={classes.id}>{id}</span>
      </td>
      <td className={classes.status}>
        <BatchStatus status={status} />
      </td>
      <td className={classes.progress}>
        <div className={classes.share}>
          <JobBar counts={counts} />
          <span className="tabular">{formatShare(endedShare(counts))}</span>
        </div>
        <JobCountsLine counts={counts} />
      </td>
      <td className={classes.number} data-label={t('jobs')}>
        {formatCount(counts.total)}
      </td>
      <td className={classes.number} data-label={t('credits')}>
        {formatCount(credits.spent)}
      </td>
      <td className={classes.number}>
        <Time at={createdAt} />
      </td>
    </tr>
  )
}

const SKELETON_ROWS = [1, 2, 3, 4, 5, 6, 7, 8]

export function BatchListSkeleton() {
  const { t } = useTranslation()
  return (
    <table className={classes.list} aria-label={t('loading')} aria-busy>
      <Head />
      <tbody>
        {SKELETON_ROWS.map((row) => (
          <tr key={row}>
            <td className={classes.name} colSpan={6}>
              <Skeleton h={16} w="40%" mb={8} mt={4} />
              <Skeleton h={12} w="60%" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
