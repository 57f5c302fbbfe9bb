import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { estimateBatchRetry, retryBatch } from '../../api/batches.ts'
import { EstimatedConfirm } from '../../ui/estimated-confirm.tsx'

type AskProps = { readonly batchId: string; readonly isOpen: boolean; readonly onClose: () => void }

export function RetryFailed({ batchId, isOpen, onClose }: AskProps) {
  const { t } = useTranslation('batch')
  return (
    <EstimatedConfirm
      isOpen={isOpen}
      title={t('retry.title')}
      action={(estimate) => t('retry.confirm', { count: estimate?.jobs ?? 0 })}
      estimate={() => estimateBatchRetry(batchId)}
      isPossible={({ jobs }) => jobs > 0}
      describe={({ jobs, credits }) => (
        <Stack gap={6}>
          <Text fw={550}>{t('retry.jobs', { count: jobs })}</Text>
          <Text size="sm">{t('retry.credits', { count: credits })}</Text>
        </Stack>
      )}
      act={() => retryBatch(batchId)}
      done={() => t('retry.done')}
      onClose={onClose}
    />
  )
}
