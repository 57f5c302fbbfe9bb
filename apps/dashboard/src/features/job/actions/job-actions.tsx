import { Button } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { IconPlayerStop, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../../api/session.ts'
import { CancelConfirm } from './cancel-confirm.tsx'
import { MoreMenu } from './more-menu.tsx'
import { RetryConfirm } from './retry-confirm.tsx'

export function JobActions({ job }: { readonly job: Job }) {
  const { t } = useTranslation('job')
  const mayWrite = useMay('jobs:write')
  const [asking, setAsking] = useState<'retry' | 'cancel' | null>(null)
  const close = () => setAsking(null)
  const canCancel = job.status === 'queued' || job.status === 'running' || job.status === 'blocked'
  return (
    <>
      {mayWrite && job.status === 'failed' && (
        <Button size="sm" leftSection={<IconRefresh size={16} />} onClick={() => setAsking('retry')}>
          {t('act.retry')}
        </Button>
      )}
      {mayWrite && canCancel && (
        <Button
          size="sm"
          variant="default"
          leftSection={<IconPlayerStop size={16} />}
          onClick={() => setAsking('cancel')}
        >
          {t('act.cancel')}
        </Button>
      )}
      <MoreMenu job={job} />
      <RetryConfirm job={job} isOpen={asking === 'retry'} onClose={close} />
      <CancelConfirm job={job} isOpen={asking === 'cancel'} onClose={close} />
    </>
  )
}
