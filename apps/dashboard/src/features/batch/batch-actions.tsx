import { ActionIcon, Button, Menu } from '@mantine/core'
import type { Batch } from '@nemo-batch/sdk'
import {
  IconDots,
  IconDownload,
  IconLock,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRotateClockwise,
} from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { batchQuery, closeBatch, pauseBatch, resultsUrl, resumeBatch } from '../../api/batches.ts'
import { useMay } from '../../api/session.ts'
import { useAct } from '../../ui/act.ts'
import { allowedActs } from './allowed-acts.ts'
import { CancelBatch } from './cancel-batch.tsx'
import { RetryFailed } from './retry-failed.tsx'

/** What can be done with the batch now, by who is looking. */
export function BatchActions({ batch }: { readonly batch: Batch }) {
  const mayAct = useMay('jobs:write')
  return (
    <>
      {mayAct && <Acts batch={batch} />}
      <Download batchId={batch.id} />
      {mayAct && <MoreActs batch={batch} />}
    </>
  )
}

/** Does something with the batch and shows how it stands then. */
function useBatchAct(act: (id: string) => Promise<Batch>, done: (batch: Batch) => string) {
  const queries = useQueryClient()
  return useAct<string, Batch>({
    mutationFn: act,
    done,
    onSuccess: (batch) => void queries.setQueryData(batchQuery(batch.id).queryKey, batch),
  })
}

function Acts({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation('batch')
  const acts = allowedActs(batch)
  const pause = useBatchAct(pauseBatch, () => t('pause.done'))
  const resume = useBatchAct(resumeBatch, () => t('resume.done'))
  const [isRetrying, setRetrying] = useState(false)
  return (
    <>
      {acts.has('retry') && (
        <Button
          variant="default"
          leftSection={<IconRotateClockwise size={16} />}
          onClick={() => setRetrying(true)}
          className="tabular"
        >
          {t('retry.button', { count: batch.counts.failed })}
        </Button>
      )}
      {acts.has('pause') && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          loading={pause.isPending}
          onClick={() => pause.mutate(batch.id)}
        >
          {t('pause.button')}
        </Button>
      )}
      {acts.has('resume') && (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={resume.isPending}
          onClick={() => resume.mutate(batch.id)}
        >
          {t('resume.button')}
        </Button>
      )}
      <RetryFailed batchId={batch.id} isOpen={isRetrying} onClose={() => setRetrying(false)} />
    </>
  )
}

function Download({ batchId }: { readonly batchId: string }) {
  const { t } = useTranslation(['batch', 'common'])
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          {t('results')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={resultsUrl(batchId, 'csv')} download>
          {t('csv')}
        </Menu.Item>
        <Menu.Item component="a" href={resultsUrl(batchId, 'ndjson')} download>
          {t('ndjson')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function MoreActs({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation('batch')
  const acts = allowedActs(batch)
  const close = useBatchAct(closeBatch, () => t('close.done'))
  const [isCanceling, setCanceling] = useState(false)
  return (
    <>
      {(acts.has('close') || acts.has('cancel')) && (
        <Menu position="bottom-end" width={260}>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={t('moreActs')}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {acts.has('close') && (
              <Menu.Item leftSection={<IconLock size={16} />} onClick={() => close.mutate(batch.id)}>
                {t('close.button')}
              </Menu.Item>
            )}
            {acts.has('cancel') && (
              <Menu.Item
                c="var(--nb-bad)"
                leftSection={<IconPlayerStop size={16} />}
                onClick={() => setCanceling(true)}
              >
                {t('cancelBatch.button')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <CancelBatch batch={batch} isOpen={isCanceling} onClose={() => setCanceling(false)} />
    </>
  )
}
