import { ActionIcon, Badge, Button, Checkbox, Drawer, Group, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Composed, Composer } from './composer.ts'
import { type DraftJob, type DraftStep, MAX_INSTRUCTION_CHARS, MAX_STEPS } from './draft.ts'
import { changeJob } from './edit-draft.ts'
import classes from './new-batch.module.css'
import type { JobFault } from './place-faults.ts'
import { Thumb } from './thumb.tsx'

/** All photos and steps of one job. */
export function JobEditor({
  job,
  number,
  faults,
  composer,
  state,
  onClose,
}: {
  readonly job: DraftJob | null
  readonly number: number
  readonly faults: readonly JobFault[]
  readonly composer: Composer
  readonly state: Composed
  readonly onClose: () => void
}) {
  const { t } = useTranslation(['newBatch', 'common'])
  const title = t('jobs.jobOf', { number, reference: job?.reference ?? '' })
  return (
    <Drawer
      opened={job !== null}
      onClose={onClose}
      title={title}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {job !== null && (
        <Stack gap="lg">
          <Photos job={job} faults={faults} composer={composer} state={state} />
          <Steps job={job} faults={faults} composer={composer} fallback={state.draft.instruction} />
          {Object.keys(job.metadata).length > 0 && (
            <section>
              <Title order={3} size="sm" mb="xs">
                {t('editor.metadata')}
              </Title>
              <Group gap="xs">
                {Object.entries(job.metadata).map(([key, value]) => (
                  <Badge key={key} variant="default" tt="none" maw="100%">
                    {key}: {value}
                  </Badge>
                ))}
              </Group>
            </section>
          )}
          <Button onClick={onClose}>{t('editor.done')}</Button>
        </Stack>
      )}
    </Drawer>
  )
}

type PartProps = {
  readonly job: DraftJob
  readonly faults: readonly JobFault[]
  readonly composer: Composer
}

function Photos({ job, faults, composer, state: { find } }: PartProps & { readonly state: Composed }) {
  const { t } = useTranslation('newBatch')
  const faultOf = (index: number): string | null =>
    faults.find((fault) => fault.field === 'media' && fault.index === index)?.message ?? null
  return (
    <section>
      <Title order={3} size="sm" mb="xs">
        {t('editor.photos')}
      </Title>
      <ul className={classes.plain}>
        {job.media.map((item, index) => {
          const name = find.nameOf(item)
          const problem = find.uploadOf(item)?.failure ?? faultOf(index)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same address may be there twice
            <li key={`${name} ${index}`} className={classes.photo}>
              <Thumb item={item} find={find} composer={composer} fault={faultOf(index)} />
              <div style={{ minWidth: 0 }}>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }} lineClamp={2}>
                  {name}
                </Text>
                {problem !== null && (
                  <Text size="sm" c="var(--nb-bad)" style={{ overflowWrap: 'anywhere' }}>
                    {problem}
                  </Text>
                )}
              </div>
              <ActionIcon
                variant="subtle"
                color="gray"
                ms="auto"
                aria-label={t('editor.removePhoto', { name })}
                onClick={() => composer.removeMedia(job.key, index)}
              >
                <IconX size={16} />
              </ActionIcon>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Steps({ job, faults, composer, fallback }: PartProps & { readonly fallback: string }) {
  const { t } = useTranslation('newBatch')
  const { steps } = job
  const setSteps = (next: readonly DraftStep[]): void =>
    composer.edit((draft) => changeJob(draft, job.key, { steps: next }))
  const changeStep = (index: number, change: Partial<DraftStep>): void =>
    setSteps(steps.map((step, at) => (at === index ? { ...step, ...change } : step)))
  const faultOf = (field: JobFault['field'], index: number): string | undefined =>
    faults.find((fault) => fault.field === field && fault.index === index)?.message
  return (
    <section>
      <Title order={3} size="sm">
        {t('editor.stepsTitle')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('editor.stepsHint')}
      </Text>
      <Stack gap="md">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place alone
          <Stack key={index} gap={6}>
            <Group justify="space-between" gap="xs">
              <Text size="sm" fw={500}>
                {t('editor.step', { number: index + 1 })}
              </Text>
              {steps.length > 1 && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t('editor.removeStep', { number: index + 1 })}
                  onClick={() => setSteps(lastRenders(steps.filter((_step, at) => at !== index)))}
                >
                  <IconTrash size={14} />
                </ActionIcon>
              )}
            </Group>
            <Textarea
              aria-label={`${t('editor.step', { number: index + 1 })}: ${t('jobs.instruction')}`}
              placeholder={steps.length === 1 ? fallback : ''}
              value={step.instruction}
              error={faultOf('instruction', index)}
              maxLength={MAX_INSTRUCTION_CHARS}
              autosize
              minRows={2}
              maxRows={8}
              onChange={(event) => changeStep(index, { instruction: event.currentTarget.value })}
            />
            <Checkbox
              label={t('editor.render')}
              checked={step.render}
              disabled={steps.length === 1}
              error={faultOf('render', index)}
              onChange={(event) => changeStep(index, { render: event.currentTarget.checked })}
            />
          </Stack>
        ))}
        {steps.length < MAX_STEPS && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => setSteps([...withWords(steps, fallback), { instruction: '', render: true }])}
          >
            {t('editor.addStep')}
          </Button>
        )}
      </Stack>
    </section>
  )
}

/** One step alone gives the video. */
const lastRenders = (steps: readonly DraftStep[]): readonly DraftStep[] =>
  steps.length === 1 ? steps.map((step) => ({ ...step, render: true })) : steps

/** Of several steps each says itself what to do: the first takes over what it had from the batch. It need not render. */
const withWords = (steps: readonly DraftStep[], fallback: string): readonly DraftStep[] =>
  steps.length > 1
    ? steps
    : steps.map(({ instruction }) => ({
        instruction: instruction.trim() === '' ? fallback : instruction,
        render: false,
      }))
