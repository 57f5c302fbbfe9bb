import { Stack, Text } from '@mantine/core'
import type { Batch } from '@nemo-batch/sdk'
import { useTranslation } from 'react-i18next'
import { cancelBatch, estimateBatchCancel } from '../../api/batches.ts'
import { EstimatedConfirm } from '../../ui/estimated-confirm.tsx'

type AskProps = { readonly batch: Batch; readonly isOpen: boolean; readonly onClose: () => void }

/** Says how many run, and what is lost. */
export function CancelBatch({ batch: { id, counts }, isOpen, onClose }: AskProps) {
  const { t } = useTranslation('batch')
  return (
    <EstimatedConfirm
      isOpen={isOpen}
      title={t('cancelBatch.title')}
      action={() => t('cancelBatch.button')}
      isDangerous
      estimate={() => estimateBatchCancel(id)}
      isPossible={() => true}
      describe={({ jobs, credits }) => (
        <Stack gap={6}>
          <Text fw={550}>{t('cancelBatch.jobs', { count: jobs })}</Text>
          {counts.running > 0 && <Text size="sm">{t('cancelBatch.running', { count: counts.running })}</Text>}
          <Text size="sm">{t('cancelBatch.credits', { count: credits })}</Text>
          {counts.completed > 0 && (
            <Text size="sm" c="dimmed">
              {t('cancelBatch.kept', { count: counts.completed })}
            </Text>
          )}
        </Stack>
      )}
      act={() => cancelBatch(id)}
      done={() => t('cancelBatch.done')}
      onClose={onClose}
    />
  )
}
