import { Alert, Button, SegmentedControl, Switch, Textarea } from '@mantine/core'
import { ConflictError, InvalidInputError, type Job } from '@nemo-batch/sdk'
import { IconSend2 } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addStep, instructionPriceQuery, jobQuery, sendMessage } from '../../../api/job.ts'
import { useMay } from '../../../api/session.ts'
import { describeFailure } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { useJobSearch } from '../use-job-search.ts'
import { Said, type SaidAnswer } from './said.tsx'
import classes from './steps.module.css'

const MODES = ['message', 'step'] as const
type Mode = (typeof MODES)[number]
/** Longer ones the service does not take. */
const MAX_CHARS = 4_000

/** Goes on with a job by plain words, or by a step that is sent word for word. */
export function Refine({ job }: { readonly job: Job }) {
  const mayWrite = useMay('jobs:write')
  const { t } = useTranslation('job')
  if (!mayWrite || job.status === 'canceled') return null
  return (
    <Section title={t('refine.title')}>
      <RefineForm job={job} />
    </Section>
  )
}

function RefineForm({ job }: { readonly job: Job }) {
  const { t } = useTranslation('job')
  const [mode, setMode] = useState<Mode>('message')
  const [text, setText] = useState('')
  const [renders, setRenders] = useState(true)
  const { send, said } = useSend(job, () => setText(''))
  const isEmpty = text.trim() === ''
  const hasEnded = job.status === 'completed' || job.status === 'failed'

  const submit = (event?: FormEvent): void => {
    event?.preventDefault()
    if (!isEmpty && !send.isPending) send.mutate({ mode, text: text.trim(), render: renders })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    // while characters are still being composed, Enter chooses among them
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <form className={classes.refine} onSubmit={submit}>
      <div aria-live="polite">{said !== null && <Said said={said} />}</div>
      {send.error !== null && <Refused error={send.error} />}
      <SegmentedControl
        size="xs"
        aria-label={t('refine.mode')}
        value={mode}
        onChange={(value) => setMode(MODES.find((one) => one === value) ?? 'message')}
        data={MODES.map((value) => ({ value, label: t(`refine.${value}`) }))}
        w="fit-content"
      />
      <Textarea
        label={t(`refine.${mode}Label`)}
        placeholder={t(`refine.${mode}Placeholder`)}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        maxLength={MAX_CHARS}
        autosize
        minRows={2}
        maxRows={10}
      />
      {mode === 'step' && (
        <Switch
          size="sm"
          label={t('refine.render')}
          checked={renders}
          onChange={(event) => setRenders(event.currentTarget.checked)}
        />
      )}
      <div className={classes.refineBar}>
        <div>
          <span className={classes.hint}>
            {t(`refine.${mode}Hint`)} <Price job={job} />
          </span>
          <span className={classes.hint}>{hasEnded ? t('refine.keys') : t('refine.atWork')}</span>
        </div>
        <Button
          type="submit"
          size="sm"
          disabled={isEmpty}
          loading={send.isPending}
          leftSection={<IconSend2 size={16} />}
        >
          {mode === 'message' ? t('refine.send') : t('refine.add')}
        </Button>
      </div>
    </form>
  )
}

type Sent = { readonly mode: Mode; readonly text: string; readonly render: boolean }

function useSend(job: Job, onSent: () => void) {
  const queries = useQueryClient()
  const { change } = useJobSearch()
  const [said, setSaid] = useState<SaidAnswer | null>(null)
  const send = useMutation({
    mutationFn: async ({ mode, text, render }: Sent): Promise<SaidAnswer> => {
      if (mode === 'message') return { text, answer: await sendMessage(job.id, text) }
      const refined = await addStep(job.id, { instruction: text, render })
      queries.setQueryData(jobQuery(job.id).queryKey, refined)
      return { text, addedStep: refined.steps.length - 1 }
    },
    onSuccess: (answered) => {
      setSaid(answered)
      onSent()
      // what is made now is what people want to see
      if ('addedStep' in answered || answered.answer.step_index !== undefined) change({ step: undefined })
      void queries.invalidateQueries({ queryKey: ['job', job.id] })
    },
  })
  return { send, said }
}

function Refused({ error }: { readonly error: Error }) {
  const { t } = useTranslation('job')
  const { t: common } = useTranslation()
  const isRefusal = error instanceof ConflictError || error instanceof InvalidInputError
  return (
    <Alert color="red" variant="outline" role="alert" title={isRefusal ? t('refine.refused') : common('actFailed')}>
      {isRefusal ? error.detail : describeFailure(error).message}
    </Alert>
  )
}

/** What an edit costs, said before it is sent. */
function Price({ job }: { readonly job: Job }) {
  const { t } = useTranslation('job')
  const fileId = job.media.find((media) => media.file_id !== null)?.file_id ?? ''
  const { data: credits } = useQuery({ ...instructionPriceQuery(fileId), enabled: fileId !== '' })
  return credits === undefined ? null : t('refine.costs', { count: credits })
}
