import type { JobRow } from '@nemo-batch/sdk'
import { columnVisibilityFeature, createColumnHelper, metaHelper, tableFeatures } from '@tanstack/react-table'
import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../../ui/format.ts'
import { Elapsed } from '../../ui/time.tsx'
import type en from '../../words/en/batch.ts'
import { JobName, JobState, JobThumbnail, JobTrouble, VideoLink } from '../jobs/job-cells.tsx'

type ColumnMeta = {
  /** Its width, as a track of a CSS grid. */
  readonly track: string
  readonly isNumber?: boolean
}

export const features = tableFeatures({ columnVisibilityFeature, columnMeta: metaHelper<ColumnMeta>() })
export type JobFeatures = typeof features

/** Whether Tab stops in the row: in one of the table, from which arrow keys lead on. */
export const TabStop = createContext(false)
const useTabIndex = (): number => (useContext(TabStop) ? 0 : -1)

const column = createColumnHelper<JobFeatures, JobRow>()

/** The column whose cells the row makes by itself, as what is chosen is none of the job's. */
export const CHOOSE = 'choose'

export const columns = column.columns([
  column.display({ id: CHOOSE, meta: { track: '1.5rem' } }),
  column.accessor('thumbnail_file_id', {
    id: 'photo',
    header: () => <Heading id="photo" />,
    cell: ({ getValue }) => <JobThumbnail fileId={getValue()} />,
    meta: { track: '40px' },
  }),
  column.accessor('reference', {
    id: 'job',
    header: () => <Heading id="job" />,
    cell: ({ row: { original: job } }) => <Name job={job} />,
    meta: { track: 'minmax(11rem, 3fr)' },
  }),
  column.accessor('status', {
    id: 'status',
    header: () => <Heading id="status" />,
    cell: ({ row: { original: job } }) => <JobState status={job.status} stage={job.stage} progress={job.progress} />,
    meta: { track: '8rem' },
  }),
  column.accessor('error', {
    id: 'trouble',
    header: () => <Heading id="trouble" />,
    cell: ({ row: { original: job } }) => <JobTrouble error={job.error} blockedReason={job.blocked_reason} />,
    meta: { track: 'minmax(8rem, 3fr)' },
  }),
  column.accessor('credits_spent', {
    id: 'credits',
    header: () => <Heading id="credits" />,
    cell: ({ getValue }) => formatCount(getValue()),
    meta: { track: '4rem', isNumber: true },
  }),
  column.accessor('attempts', {
    id: 'attempts',
    header: () => <Heading id="attempts" />,
    cell: ({ getValue }) => formatCount(getValue()),
    meta: { track: '4.5rem', isNumber: true },
  }),
  column.accessor('started_at', {
    id: 'duration',
    header: () => <Heading id="duration" />,
    cell: ({ row: { original: job } }) =>
      job.started_at === null ? '–' : <Elapsed from={job.started_at} to={job.completed_at} />,
    meta: { track: '5.5rem', isNumber: true },
  }),
  column.accessor('video', {
    id: 'video',
    header: () => <Heading id="video" />,
    cell: ({ row: { original: job } }) => <Video job={job} />,
    meta: { track: '4.5rem', isNumber: true },
  }),
])

/** What there is no room for. */
export const hiddenColumns = ({
  isNarrow,
  mayChoose,
}: {
  readonly isNarrow: boolean
  readonly mayChoose: boolean
}) => ({
  [CHOOSE]: mayChoose,
  credits: !isNarrow,
  attempts: !isNarrow,
  duration: !isNarrow,
})

function Heading({ id }: { readonly id: keyof typeof en.columns }) {
  const { t } = useTranslation('batch')
  return t(`columns.${id}`)
}

function Name({ job }: { readonly job: JobRow }) {
  const tabIndex = useTabIndex()
  return <JobName id={job.id} reference={job.reference} instruction={job.instruction} tabIndex={tabIndex} />
}

function Video({ job: { id, reference, video } }: { readonly job: JobRow }) {
  const { t } = useTranslation('batch')
  const tabIndex = useTabIndex()
  if (video === null) return null
  const label = t('videoOf', { name: reference ?? id })
  return <VideoLink fileId={video.file_id} durationMs={video.duration_ms} label={label} tabIndex={tabIndex} />
}
