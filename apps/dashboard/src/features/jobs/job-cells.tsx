import type { Job, JobRow } from '@nemo-batch/sdk'
import { IconMovie, IconPhoto } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { contentUrl, thumbnailUrl } from '../../api/files.ts'
import { formatDuration } from '../../ui/format.ts'
import { JobStatus } from '../../ui/status.tsx'
import classes from './job-cells.module.css'

/** What its first photo is; a sign while there is none, or it cannot be shown. */
export const JobThumbnail = ({ fileId }: { readonly fileId: string | null }) => (
  <span className={classes.thumbnail}>
    <IconPhoto size={18} stroke={1.4} aria-hidden />
    {fileId !== null && (
      <img src={thumbnailUrl(fileId, 160)} alt="" width={40} height={40} loading="lazy" decoding="async" />
    )}
  </span>
)

/** What it is called and told to do. The link covers the nearest row. */
export function JobName({
  id,
  reference,
  instruction,
  tabIndex = 0,
}: {
  readonly id: string
  readonly reference: string | null
  readonly instruction: string
  readonly tabIndex?: number
}) {
  return (
    <span className={classes.lines}>
      <Link to="/jobs/$jobId" params={{ jobId: id }} className={classes.link} tabIndex={tabIndex} data-row-link>
        {reference ?? id}
      </Link>
      <span className={classes.second} title={instruction}>
        {instruction}
      </span>
    </span>
  )
}

export function JobState({ status, stage, progress }: Pick<JobRow, 'status' | 'stage' | 'progress'>) {
  const { t } = useTranslation('status')
  const isUnderWay = status === 'running' || status === 'blocked'
  return (
    <span className={classes.lines}>
      <JobStatus status={status} />
      {stage !== null && (isUnderWay || status === 'failed') && (
        <span className={classes.second}>
          {t(`stage.${stage}`)}
          {isUnderWay && ` · ${progress}%`}
        </span>
      )}
    </span>
  )
}

/** Why it does not go on, or did not come to its end. */
export function JobTrouble({
  error,
  blockedReason,
}: {
  readonly error: Pick<NonNullable<Job['error']>, 'code' | 'message'> | null
  readonly blockedReason: JobRow['blocked_reason']
}) {
  const { t } = useTranslation('status')
  if (error !== null)
    return (
      <span className={classes.lines}>
        <code className={classes.code}>{error.code}</code>
        <span className={classes.second} title={error.message}>
          {error.message}
        </span>
      </span>
    )
  return blockedReason === null ? null : <span className={classes.blocked}>{t(`blocked.${blockedReason}`)}</span>
}

/** Opens the video by itself, beside the page. */
export function VideoLink({
  fileId,
  durationMs,
  label,
  tabIndex = 0,
}: {
  readonly fileId: string
  readonly durationMs: number | null
  readonly label: string
  readonly tabIndex?: number
}) {
  const duration = durationMs === null ? null : formatDuration(durationMs)
  return (
    <a
      className={classes.video}
      href={contentUrl(fileId)}
      target="_blank"
      rel="noreferrer"
      aria-label={duration === null ? label : `${label}, ${duration}`}
      tabIndex={tabIndex}
    >
      <IconMovie size={16} stroke={1.6} aria-hidden />
      {duration}
    </a>
  )
}
