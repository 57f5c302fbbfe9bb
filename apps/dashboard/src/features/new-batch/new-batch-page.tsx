import { Alert, Button, List, Stack } from '@mantine/core'
import type { Batch } from '@nemo-batch/sdk'
import { IconLock } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newKey } from '../../api/new-key.ts'
import { useMay } from '../../api/session.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { AddArea } from './add-area.tsx'
import { addFiles } from './add-files.ts'
import { BatchFields } from './batch-fields.tsx'
import type { GivenFile } from './check-file.ts'
import { type Draft, EMPTY_DRAFT } from './draft.ts'
import { withUrls } from './edit-draft.ts'
import { JobList } from './job-list.tsx'
import { MakeBatch } from './make-batch.tsx'
import { PasteUrls } from './paste-urls.tsx'
import { SendBar } from './send-bar.tsx'
import { NO_NEWS, UploadNews } from './upload-news.tsx'
import { useCheck } from './use-check.ts'
import { useComposer } from './use-composer.ts'

export default function NewBatchPage() {
  const { t } = useTranslation('newBatch')
  const crumbs = [{ label: t('batches'), link: { to: '/batches' } }] as const
  const mayMake = useMay('jobs:write')
  if (!mayMake)
    return (
      <Page title={t('title')} crumbs={crumbs}>
        <EmptyState icon={IconLock} title={t('mayNot')} />
      </Page>
    )
  return <Composing crumbs={crumbs} />
}

type Asked = 'urls' | 'startOver' | 'make' | null

function Composing({ crumbs }: { readonly crumbs: Parameters<typeof Page>[0]['crumbs'] & object }) {
  const { t } = useTranslation('newBatch')
  const navigate = useNavigate()
  const { composer, state } = useComposer()
  const check = useCheck(composer, state)
  const [news, setNews] = useState(NO_NEWS)
  const [asked, setAsked] = useState<Asked>(null)
  const [isOnlyFaulty, setOnlyFaulty] = useState(false)
  const [made, setMade] = useState<Batch | null>(null)
  const close = (): void => setAsked(null)
  const onFiles = useCallback(
    (files: readonly GivenFile[]): void => void addFiles(composer, files).then(setNews),
    [composer],
  )
  const onPasteUrls = useCallback(() => setAsked('urls'), [])
  const onFields = useCallback(
    (change: Partial<Draft>): void => composer.edit((draft) => ({ ...draft, ...change })),
    [composer],
  )
  const toBatch = (batch: Batch): void => void navigate({ to: '/batches/$batchId', params: { batchId: batch.id } })
  const onMade = (batch: Batch): void => {
    close()
    composer.clear()
    if (batch.webhook === null) toBatch(batch)
    else setMade(batch)
  }
  const isEmpty = state.draft === EMPTY_DRAFT && state.uploads.length === 0
  const general = check.ofBatch.filter(({ field }) => field === 'other' || field === 'jobs')
  const refusal = check.isCurrent ? (state.checked?.refusal ?? null) : null
  const warnings = check.isCurrent ? (state.checked?.dryRun?.warnings ?? []) : []
  return (
    <Page
      title={t('title')}
      crumbs={crumbs}
      actions={
        <Button variant="default" size="xs" disabled={isEmpty} onClick={() => setAsked('startOver')}>
          {t('startOver')}
        </Button>
      }
    >
      <Stack gap="xs">
        <AddArea onFiles={onFiles} onPasteUrls={onPasteUrls} />
        <UploadNews news={news} composer={composer} state={state} onDismiss={() => setNews(NO_NEWS)} />
      </Stack>
      <BatchFields draft={state.draft} faults={check.ofBatch} onChange={onFields} />
      {check.error !== null && <Failure error={check.error} onRetry={check.run} />}
      {(general.length > 0 || refusal !== null) && (
        <Alert color="red" variant="outline" title={t('send.refused')} role="alert">
          <List size="sm">
            {[...(refusal === null ? [] : [refusal]), ...general.map(({ message }) => message)].map((message) => (
              <List.Item key={message}>{message}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="yellow" variant="outline" title={t('send.warnings')} styles={{ title: { color: 'inherit' } }}>
          <List size="sm">
            {warnings.map(({ message }) => (
              <List.Item key={message}>{message}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <JobList
        composer={composer}
        state={state}
        faults={check.ofJobs}
        isOnlyFaulty={isOnlyFaulty}
        onOnlyFaulty={setOnlyFaulty}
      />
      <SendBar
        state={state}
        check={check}
        onShowFaults={() => {
          setOnlyFaulty(check.ofJobs.size > 0)
          requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus())
        }}
        onMake={() => setAsked('make')}
      />
      <PasteUrls
        isOpen={asked === 'urls'}
        onClose={close}
        onAdd={(lines) => composer.edit((draft) => withUrls(draft, lines, newKey))}
      />
      <Confirm
        isOpen={asked === 'startOver'}
        title={t('startOverTitle')}
        action={t('startOver')}
        isDangerous
        onClose={close}
        onConfirm={() => {
          composer.clear()
          setNews(NO_NEWS)
          setOnlyFaulty(false)
          close()
        }}
      >
        {t('startOverText')}
      </Confirm>
      {state.checked !== null && state.checked.dryRun !== null && (
        <MakeBatch
          isOpen={asked === 'make'}
          dryRun={state.checked.dryRun}
          composer={composer}
          state={state}
          onClose={close}
          onMade={onMade}
        />
      )}
      {made !== null && (
        <SecretOnce
          title={t('send.secretTitle')}
          hint={t('send.secretText')}
          secret={made.webhook?.secret ?? ''}
          onClose={() => toBatch(made)}
        />
      )}
    </Page>
  )
}
