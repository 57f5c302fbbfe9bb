import { ActionIcon, Button, Checkbox, Group, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Composer } from './composer.ts'
import { type DraftJob, type DraftStep, MAX_INSTRUCTION_CHARS, MAX_STEPS } from './draft.ts'
import { changeJob } from './edit-draft.ts'
import type { JobFault } from './place-faults.ts'

/** What is done with the photos of a job, one after the other. */
export function JobSteps({
  job,
  faults,
  composer,
  fallback,
}: {
  readonly job: DraftJob
  readonly faults: readonly JobFault[]
  readonly composer: Composer
  /** The instruction of the batch. */
  readonly fallback: string
}) {
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
