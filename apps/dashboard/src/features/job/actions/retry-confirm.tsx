import { Stack, Text } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { jobQuery, retryJob } from '../../../api/job.ts'
import { estimateJobs } from '../../../api/jobs.ts'
import { EstimatedConfirm } from '../../../ui/estimated-confirm.tsx'

export type ConfirmProps = { readonly job: Job; readonly isOpen: boolean; readonly onClose: () => void }

/** Says what it will cost before it happens. */
export function RetryConfirm({ job, isOpen, onClose }: ConfirmProps) {
  const { t } = useTranslation('job')
  const queries = useQueryClient()
  return (
    <EstimatedConfirm
      isOpen={isOpen}
      title={t('act.retryTitle')}
      action={() => t('act.retry')}
      estimate={() => estimateJobs('retry', { job_ids: [job.id] })}
      isPossible={({ jobs }) => jobs > 0}
      describe={({ jobs, credits }) => (
        <Stack gap="xs">
          <Text size="sm">{job.error?.action}</Text>
          <Text size="sm">{t('act.retryText')}</Text>
          <Text size="sm" fw={600}>
            {jobs === 0
              ? t('act.retryNotNow')
              : credits === 0
                ? t('act.retryFree')
                : t('act.retryCosts', { count: credits })}
          </Text>
        </Stack>
      )}
      act={() => retryJob(job.id)}
      done={() => t('act.retryDone')}
      onDone={(retried) => queries.setQueryData(jobQuery(job.id).queryKey, retried)}
      onClose={onClose}
    />
  )
}
