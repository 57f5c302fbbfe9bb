import { Progress } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { batchQuery } from '../../api/batches.ts'
import { formatShare } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { JobStatus } from '../../ui/status.tsx'
import { JobActions } from './actions/job-actions.tsx'
import classes from './job.module.css'
import { nameOf, shortId } from './names.ts'
import { stepAtWork } from './stages.ts'

/** What job it is, how it stands, and what can be done with it. */
export function JobHead({ job, children }: { readonly job: Job; readonly children: ReactNode }) {
  const { t } = useTranslation('job')
  const { t: shell } = useTranslation('shell')
  const { data: batch } = useQuery(batchQuery(job.batch_id))
  const batchName = batch?.name ?? `${t('unknownBatch')} ${shortId(job.batch_id)}`
  return (
    <Page
      title={nameOf(job) ?? t('untitled', { id: shortId(job.id) })}
      crumbs={[
        { label: shell('batches'), link: { to: '/batches' } },
        { label: batchName, link: { to: '/batches/$batchId', params: { batchId: job.batch_id } } },
      ]}
      aside={<JobStatus status={job.status} />}
      actions={<JobActions job={job} />}
    >
      <JobState job={job} />
      {children}
    </Page>
  )
}

const COLOURS = {
  queued: 'gray.6',
  running: 'ocean',
  blocked: 'yellow.7',
  completed: 'green.8',
  failed: 'red.7',
  canceled: 'gray.6',
} as const satisfies Record<Job['status'], string>

function JobState({ job }: { readonly job: Job }) {
  const { t } = useTranslation('job')
  return (
    <div className={classes.state}>
      <Progress.Root size={4}>
        <Progress.Section value={job.progress} color={COLOURS[job.status]} aria-label={t('state.progress')} />
      </Progress.Root>
      <div className={classes.stateLine} role="status">
        <span>{useStateText(job)}</span>
        <span className="tabular">{formatShare(job.progress / 100)}</span>
      </div>
    </div>
  )
}

function useStateText({ status, stage, steps, blocked }: Job): string {
  const { t } = useTranslation('job')
  const { t: words } = useTranslation('status')
  if (status === 'blocked' && blocked !== null)
    return t('state.blocked', { reason: words(`blocked.${blocked.reason}`) })
  if (status !== 'running') return t(`state.${status === 'blocked' ? 'queued' : status}`)
  if (stage === null) return t('state.runningSoon')
  const step = (stepAtWork(steps)?.index ?? 0) + 1
  return t('state.running', { step, steps: steps.length, stage: words(`stage.${stage}`) })
}
