import { Alert, Stack, Table, Text } from '@mantine/core'
import { type Batch, type DryRun, InvalidInputError } from '@nemo-batch/sdk'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { makeBatch } from '../../api/new-batch.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { describeFailure } from '../../ui/failure.tsx'
import { formatCount, formatDuration, formatExact } from '../../ui/format.ts'
import { composeBatch } from './compose-batch.ts'
import type { Composed, Composer } from './composer.ts'
import { mayBeMade } from './lost-answer.ts'
import { refused } from './use-check.ts'

/** Says what the batch will cost before it is made. */
export function MakeBatch({
  isOpen,
  dryRun,
  composer,
  state: { draft, find },
  onClose,
  onMade,
}: {
  readonly isOpen: boolean
  readonly dryRun: DryRun
  readonly composer: Composer
  readonly state: Composed
  readonly onClose: () => void
  readonly onMade: (batch: Batch) => void
}) {
  const { t } = useTranslation(['newBatch', 'common'])
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => makeBatch(composeBatch(draft, find), composer.idempotencyKey()),
    onSuccess: onMade,
    onError: (failure) => {
      if (!(failure instanceof InvalidInputError)) return
      composer.check(refused(failure, draft))
      onClose()
    },
  })
  const credits = t('common:credits', { count: dryRun.credits.estimated })
  const close = (): void => {
    reset()
    onClose()
  }
  const facts = [
    [t('send.confirmJobs'), formatCount(dryRun.jobs)],
    [t('send.confirmMedia'), formatCount(dryRun.media.total)],
    [t('send.confirmCredits'), credits],
    [t('send.confirmTime'), t('send.takes', { time: formatDuration(dryRun.estimated_seconds * 1_000) })],
    [t('send.confirmAt'), draft.scheduledAt === '' ? t('send.atOnce') : formatExact(new Date(draft.scheduledAt))],
  ]
  return (
    <Confirm
      isOpen={isOpen}
      title={t('send.confirmTitle')}
      action={t('send.action', { credits })}
      isBusy={isPending}
      onConfirm={() => mutate()}
      onClose={close}
    >
      <Stack gap="sm">
        <Table variant="vertical" withRowBorders={false} verticalSpacing={4}>
          <Table.Tbody>
            {facts.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th fw={400} c="dimmed" bg="transparent" scope="row">
                  {name}
                </Table.Th>
                <Table.Td className="tabular">{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {dryRun.errors.length > 0 && (
          <Text size="sm" c="var(--nb-warn)">
            {t('send.anyway', { count: dryRun.errors.length })}
          </Text>
        )}
        {error !== null && (
          <Alert color="red" variant="outline" role="alert">
            {mayBeMade(error) ? t('send.lost') : describeFailure(error).message}
          </Alert>
        )}
      </Stack>
    </Confirm>
  )
}
