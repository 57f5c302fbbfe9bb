import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { actOnJobs, type BulkAction, type BulkFigures, type ChosenJobs, estimateJobs } from '../../api/jobs.ts'
import { EstimatedConfirm } from '../../ui/estimated-confirm.tsx'

/** Asks before many jobs are tried again or canceled: how many it concerns, how many not, and the credits. */
export function BulkConfirm({
  action,
  isOpen,
  resolve,
  onDone,
  onClose,
}: {
  readonly action: BulkAction
  readonly isOpen: boolean
  /** Which jobs, when it is asked. */
  readonly resolve: () => Promise<ChosenJobs>
  readonly onDone?: () => void
  readonly onClose: () => void
}) {
  const { t } = useTranslation('jobs')
  return (
    <EstimatedConfirm<BulkFigures, BulkFigures>
      isOpen={isOpen}
      title={t(`bulk.${action}.title`)}
      action={(estimate) =>
        estimate === undefined ? t(`bulk.${action}.verb`) : t(`bulk.${action}.confirm`, { count: estimate.jobs })
      }
      isDangerous={action === 'cancel'}
      estimate={async () => estimateJobs(action, await resolve())}
      isPossible={({ jobs }) => jobs > 0}
      describe={({ jobs, skipped, credits }) => (
        <Stack gap={6}>
          <Text fw={550}>{jobs === 0 ? t(`bulk.${action}.none`) : t(`bulk.${action}.jobs`, { count: jobs })}</Text>
          {jobs > 0 && <Text size="sm">{t(`bulk.${action}.credits`, { count: credits })}</Text>}
          {skipped > 0 && (
            <Text size="sm" c="dimmed">
              {t(`bulk.${action}.skipped`, { count: skipped })}
            </Text>
          )}
        </Stack>
      )}
      act={async () => actOnJobs(action, await resolve())}
      done={({ jobs }) => t(`bulk.${action}.done`, { count: jobs })}
      {...(onDone === undefined ? {} : { onDone })}
      onClose={onClose}
    />
  )
}
