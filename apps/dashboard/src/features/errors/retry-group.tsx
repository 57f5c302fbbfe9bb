import { Button, Stack, Text } from '@mantine/core'
import type { ErrorGroup } from '@nemo-batch/sdk'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnJobs, type BulkFigures, type ChosenJobs, estimateJobs } from '../../api/jobs.ts'
import { EstimatedConfirm } from '../../ui/estimated-confirm.tsx'
import type { LookedAt } from './error-group-row.tsx'

/** Starts again what stands failed with it; before that it says how many jobs that are, and what they cost. */
export function RetryGroup({
  group: { id, code, jobs_failed: jobsFailed, retryable, action },
  span,
  batchId,
}: {
  readonly group: ErrorGroup
  readonly span: LookedAt
  /** Of this batch alone; the service chooses there by code. */
  readonly batchId: string | undefined
}) {
  const { t } = useTranslation('errors')
  const { t: common } = useTranslation()
  /** What was looked at when it was asked for: what comes meanwhile was not agreed to. */
  const [asked, setAsked] = useState<LookedAt | null>(null)
  const which: ChosenJobs =
    batchId === undefined
      ? { error_group: id, ...(asked ?? span) }
      : { batch_id: batchId, status: 'failed', error_code: code }
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={() => setAsked(span)}>
        {t('retryAll', { count: jobsFailed })}
      </Button>
      <EstimatedConfirm<BulkFigures, BulkFigures>
        isOpen={asked !== null}
        title={t('retryTitle')}
        action={(estimate) => t('retryAction', { jobs: common('jobs', { count: estimate?.jobs ?? jobsFailed }) })}
        estimate={() => estimateJobs('retry', which)}
        isPossible={({ jobs }) => jobs > 0}
        describe={(estimate) => (
          <Stack gap="xs">
            <Text>{estimate.jobs === 0 ? t('retryNone') : <Costs estimate={estimate} />}</Text>
            {estimate.jobs > 0 && !retryable && (
              <Text size="sm">
                <b>{t('retryAdvice')}</b> {action}
              </Text>
            )}
            {batchId !== undefined && <Text size="sm">{t('retryOfBatch', { code })}</Text>}
            {estimate.skipped > 0 && (
              <Text size="sm" c="dimmed">
                {t('retrySkipped', { count: estimate.skipped })}
              </Text>
            )}
          </Stack>
        )}
        act={() => actOnJobs('retry', which)}
        done={({ jobs }) => t('retried', { jobs: common('jobs', { count: jobs }) })}
        onClose={() => setAsked(null)}
      />
    </>
  )
}

function Costs({ estimate: { jobs, credits } }: { readonly estimate: BulkFigures }) {
  const { t } = useTranslation('errors')
  const { t: common } = useTranslation()
  const started = common('jobs', { count: jobs })
  return credits === 0
    ? t('retryFree', { jobs: started })
    : t('retryWill', { jobs: started, credits: common('credits', { count: credits }) })
}
