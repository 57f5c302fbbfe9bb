import { Button, Collapse, MultiSelect, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { WEBHOOK_EVENTS } from '../../api/webhook-words.ts'
import { Section } from '../../ui/page.tsx'
import {
  type Draft,
  MAX_INSTRUCTION_CHARS,
  MAX_NAME_CHARS,
  PRIORITIES,
  type Priority,
  type Quality,
  type WebhookEvent,
} from './draft.ts'
import type { BatchFault, BatchField } from './place-faults.ts'

const QUALITIES = ['low', 'medium', 'high'] as const satisfies readonly Quality[]
/** The tags that a list offers; every other may be written. */
const LANGUAGES = ['en', 'zh-CN', 'zh-TW', 'ja', 'ko', 'de', 'fr', 'es', 'pt', 'it', 'ru', 'ar', 'hi', 'id', 'th', 'vi']
export const LANGUAGE_LIST = 'new-batch-languages'

type FieldsProps = {
  readonly draft: Draft
  readonly faults: readonly BatchFault[]
  readonly onChange: (change: Partial<Draft>) => void
}

/** What holds for every job that does not say otherwise. A change of a job alone does not draw it again. */
export const BatchFields = memo(BatchFieldsNow, (before, after) => {
  const same = { ...before.draft, jobs: after.draft.jobs }
  return (
    before.faults === after.faults &&
    before.onChange === after.onChange &&
    Object.entries(after.draft).every(([name, value]) => same[name as keyof Draft] === value)
  )
})

function BatchFieldsNow({ draft, faults, onChange }: FieldsProps) {
  const { t } = useTranslation('newBatch')
  const errorOf = (field: BatchField) => faults.find((fault) => fault.field === field)?.message
  return (
    <Section title={t('fields.title')} hint={t('fields.hint')}>
      <datalist id={LANGUAGE_LIST}>
        {LANGUAGES.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <Stack gap="sm">
        <Textarea
          label={t('fields.instruction')}
          description={t('fields.instructionHint')}
          placeholder={t('fields.instructionPlaceholder')}
          value={draft.instruction}
          onChange={(event) => onChange({ instruction: event.currentTarget.value })}
          error={errorOf('instruction')}
          maxLength={MAX_INSTRUCTION_CHARS}
          autosize
          minRows={2}
          maxRows={8}
        />
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <TextInput
            label={t('fields.name')}
            placeholder={t('fields.namePlaceholder')}
            value={draft.name}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
            error={errorOf('name')}
            maxLength={MAX_NAME_CHARS}
          />
          <TextInput
            label={t('fields.language')}
            list={LANGUAGE_LIST}
            placeholder="en"
            title={t('fields.languageHint')}
            value={draft.language}
            onChange={(event) => onChange({ language: event.currentTarget.value })}
            error={errorOf('language')}
            maxLength={20}
          />
          <NativeSelect
            label={t('fields.priority')}
            data={PRIORITIES.map((value) => ({ value, label: t(`priorities.${value}`) }))}
            value={draft.priority}
            onChange={(event) => onChange({ priority: event.currentTarget.value as Priority })}
            error={errorOf('priority')}
          />
          <NativeSelect
            label={t('fields.quality')}
            data={QUALITIES.map((value) => ({ value, label: t(`qualities.${value}`) }))}
            value={draft.quality}
            onChange={(event) => onChange({ quality: event.currentTarget.value as Quality })}
          />
        </SimpleGrid>
        <Options draft={draft} errorOf={errorOf} onChange={onChange} />
      </Stack>
    </Section>
  )
}

function Options({
  draft,
  errorOf,
  onChange,
}: {
  readonly draft: Draft
  readonly errorOf: (field: BatchField) => string | undefined
  readonly onChange: (change: Partial<Draft>) => void
}) {
  const { t } = useTranslation('newBatch')
  const [isOpen, { toggle }] = useDisclosure(draft.scheduledAt !== '' || draft.webhookUrl !== '')
  const hasFault = errorOf('scheduledAt') !== undefined || errorOf('webhookUrl') !== undefined
  const Chevron = isOpen || hasFault ? IconChevronDown : IconChevronRight
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<Chevron size={14} />}
        onClick={toggle}
        aria-expanded={isOpen || hasFault}
      >
        {t('fields.options')}
      </Button>
      <Collapse expanded={isOpen || hasFault}>
        <SimpleGrid cols={{ base: 1, md: 3 }} spacing="sm" pt="xs">
          <TextInput
            type="datetime-local"
            label={t('fields.scheduledAt')}
            description={t('fields.scheduledHint')}
            value={draft.scheduledAt}
            onChange={(event) => onChange({ scheduledAt: event.currentTarget.value })}
            error={errorOf('scheduledAt')}
          />
          <TextInput
            type="url"
            label={t('fields.webhookUrl')}
            description={t('fields.webhookHint')}
            placeholder="https://shop.example/hooks/nemo"
            value={draft.webhookUrl}
            onChange={(event) => onChange({ webhookUrl: event.currentTarget.value })}
            error={errorOf('webhookUrl')}
            maxLength={2048}
          />
          <MultiSelect
            label={t('fields.webhookEvents')}
            description={t('fields.everything')}
            placeholder={draft.webhookEvents.length === 0 ? t('fields.everything') : ''}
            data={WEBHOOK_EVENTS.filter((event) => !event.startsWith('endpoint.'))}
            value={[...draft.webhookEvents]}
            onChange={(events) => onChange({ webhookEvents: events as WebhookEvent[] })}
            disabled={draft.webhookUrl.trim() === ''}
            error={errorOf('webhookEvents')}
            clearable
          />
        </SimpleGrid>
      </Collapse>
    </div>
  )
}
