import { Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { cancelJob, jobQuery } from '../../../api/job.ts'
import { estimateJobs } from '../../../api/jobs.ts'
import { EstimatedConfirm } from '../../../ui/estimated-confirm.tsx'
import type { ConfirmProps } from './retry-confirm.tsx'

/** Says what is lost before it happens. */
export function CancelConfirm({ job, isOpen, onClose }: ConfirmProps) {
  const { t } = useTranslation('job')
  const queries = useQueryClient()
  return (
    <EstimatedConfirm
      isOpen={isOpen}
      isDangerous
      title={t('act.cancelTitle')}
      action={() => t('act.cancel')}
      estimate={() => estimateJobs('cancel', { job_ids: [job.id] })}
      isPossible={({ jobs }) => jobs > 0}
      describe={({ jobs, credits }) =>
        jobs === 0 ? (
          <Text size="sm">{t('act.cancelNotNow')}</Text>
        ) : (
          <Stack gap="xs">
            <Text size="sm" fw={600}>
              {credits === 0 ? t('act.cancelFree') : t('act.cancelLoses', { count: credits })}
            </Text>
            {job.stage === 'instruct' && <Text size="sm">{t('act.cancelInstruct')}</Text>}
            {job.video !== null && <Text size="sm">{t('act.cancelVideos')}</Text>}
            <Text size="sm">{t('act.cancelText')}</Text>
          </Stack>
        )
      }
      act={() => cancelJob(job.id)}
      done={() => t('act.cancelDone')}
      onDone={(canceled) => queries.setQueryData(jobQuery(job.id).queryKey, canceled)}
      onClose={onClose}
    />
  )
}
