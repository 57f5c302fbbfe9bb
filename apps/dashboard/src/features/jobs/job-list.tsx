import { Skeleton } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../../ui/format.ts'
import { Time } from '../../ui/time.tsx'
import { JobName, JobState, JobThumbnail, JobTrouble, VideoLink } from './job-cells.tsx'
import classes from './job-list.module.css'

export function JobList({ jobs, isOld }: { readonly jobs: readonly Job[]; readonly isOld: boolean }) {
  const { t } = useTranslation('jobs')
  return (
    <table className={classes.list} aria-label={t('title')} aria-busy={isOld}>
      <Head />
      <tbody>
        {jobs.map((job) => (
          <JobListRow key={job.id} job={job} />
        ))}
      </tbody>
    </table>
  )
}

const COLUMNS = ['photo', 'job', 'status', 'trouble', 'batch', 'credits', 'created', 'video'] as const

function Head() {
  const { t } = useTranslation('jobs')
  return (
    <thead>
      <tr>
        {COLUMNS.map((column) => (
          <th key={column} scope="col" data-column={column}>
            {t(`columns.${column}`)}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function JobListRow({ job }: { readonly job: Job }) {
  const { t } = useTranslation('jobs')
  return (
    <tr>
      <td data-column="photo">
        <JobThumbnail fileId={job.media.find(({ file_id: fileId }) => fileId !== null)?.file_id ?? null} />
      </td>
      <td data-column="job">
        <JobName id={job.id} reference={job.reference} instruction={job.steps[0]?.instruction ?? ''} />
      </td>
      <td data-column="status">
        <JobState status={job.status} stage={job.stage} progress={job.progress} />
      </td>
      <td data-column="trouble">
        <JobTrouble error={job.error} blockedReason={job.blocked?.reason ?? null} />
      </td>
      <td data-column="batch">
        <Link to="/batches/$batchId" params={{ batchId: job.batch_id }} className={classes.batch} title={job.batch_id}>
          {shortOf(job.batch_id)}
        </Link>
      </td>
      <td data-column="credits">{formatCount(job.credits.spent)}</td>
      <td data-column="created">
        <Time at={job.created_at} />
      </td>
      <td data-column="video">
        {job.video !== null && (
          <VideoLink
            fileId={job.video.file_id}
            durationMs={job.video.duration_ms}
            label={t('videoOf', { name: job.reference ?? job.id })}
          />
        )}
      </td>
    </tr>
  )
}

const SHOWN_CHARS = 8
/** The end of an id: its beginning is the time, and alike for many. */
const shortOf = (id: string): string => `…${id.slice(-SHOWN_CHARS)}`

const SKELETON_ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

export function JobListSkeleton() {
  const { t } = useTranslation()
  return (
    <table className={classes.list} aria-label={t('loading')} aria-busy>
      <Head />
      <tbody>
        {SKELETON_ROWS.map((row) => (
          <tr key={row}>
            <td data-column="photo">
              <Skeleton w={40} h={40} />
            </td>
            <td data-column="job" colSpan={COLUMNS.length - 1}>
              <Skeleton h={14} w="25%" mb={8} />
              <Skeleton h={10} w="40%" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
