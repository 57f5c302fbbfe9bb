import { ActionIcon, Badge, Button, NativeSelect, Text, Textarea, TextInput, Tooltip } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { LANGUAGE_LIST } from './batch-fields.tsx'
import type { Composed, Composer } from './composer.ts'
import {
  type Draft,
  type DraftJob,
  isPriority,
  MAX_INSTRUCTION_CHARS,
  MAX_REFERENCE_CHARS,
  PRIORITIES,
} from './draft.ts'
import { changeJob } from './edit-draft.ts'
import classes from './new-batch.module.css'
import type { JobFault } from './place-faults.ts'
import { Thumb } from './thumb.tsx'

/** As many as fit beside a row. */
const THUMBS = 3

/** A job of the batch, to be changed where it stands. Drawn again only when it is another. */
export const JobRow = memo(function JobRow({
  job,
  number,
  faults,
  fallback,
  find,
  composer,
  onEdit,
}: {
  readonly job: DraftJob
  readonly number: number
  readonly faults: readonly JobFault[]
  /** What it takes over when it says nothing itself. */
  readonly fallback: Pick<Draft, 'instruction' | 'language'>
  readonly find: Composed['find']
  readonly composer: Composer
  readonly onEdit: (key: string) => void
}) {
  const { t } = useTranslation('newBatch')
  const change = (fields: Partial<DraftJob>): void => composer.edit((now) => changeJob(now, job.key, fields))
  const edit = (): void => onEdit(job.key)
  const has = (field: JobFault['field']): boolean => faults.some((fault) => fault.field === field)
  const label = (field: string): string => `${t('jobs.job', { number })}: ${field}`
  const mediaFault = (index: number): string | null =>
    faults.find((fault) => fault.field === 'media' && fault.index === index)?.message ?? null
  const shown = job.media.length > THUMBS ? THUMBS - 1 : THUMBS
  return (
    <>
      <span className={`${classes.number} tabular`}>{number}</span>
      <div className={classes.thumbs}>
        {job.media.slice(0, shown).map((item, index) => (
          <Thumb
            // biome-ignore lint/suspicious/noArrayIndexKey: the same address may be there twice
            key={`${find.nameOf(item)} ${index}`}
            item={item}
            find={find}
            composer={composer}
            fault={mediaFault(index)}
          />
        ))}
        {job.media.length > shown && (
          <button
            type="button"
            className={classes.more}
            onClick={edit}
            aria-label={`+${job.media.length - shown}: ${t('jobs.edit')}`}
          >
            +{job.media.length - shown}
          </button>
        )}
      </div>
      <div>
        <TextInput
          aria-label={label(t('jobs.reference'))}
          placeholder={t('jobs.reference')}
          value={job.reference}
          error={has('reference')}
          maxLength={MAX_REFERENCE_CHARS}
          onChange={(event) => change({ reference: event.currentTarget.value })}
        />
        {job.line !== null && (
          <Text size="xs" c="dimmed" mt={2}>
            {t('jobs.line', { line: job.line })}
          </Text>
        )}
      </div>
      <div className={classes.wide}>
        {job.steps.length > 1 ? (
          <Button
            variant="default"
            fullWidth
            justify="flex-start"
            fw={400}
            onClick={edit}
            rightSection={<Badge variant="light">{t('jobs.steps', { count: job.steps.length })}</Badge>}
          >
            {job.steps[0]?.instruction || '…'}
          </Button>
        ) : (
          <Textarea
            aria-label={label(t('jobs.instruction'))}
            placeholder={fallback.instruction.trim() || t('jobs.instruction')}
            value={job.steps[0]?.instruction ?? ''}
            error={has('instruction')}
            maxLength={MAX_INSTRUCTION_CHARS}
            autosize
            minRows={1}
            maxRows={4}
            onChange={(event) => change({ steps: [{ instruction: event.currentTarget.value, render: true }] })}
          />
        )}
      </div>
      <TextInput
        aria-label={label(t('jobs.language'))}
        list={LANGUAGE_LIST}
        placeholder={fallback.language || 'en'}
        value={job.language}
        error={has('language')}
        maxLength={20}
        onChange={(event) => change({ language: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={label(t('jobs.priority'))}
        data={[
          { value: '', label: t('asBatch') },
          ...PRIORITIES.map((value) => ({ value: value as string, label: t(`priorities.${value}`) })),
          ...(job.priority === '' || isPriority(job.priority) ? [] : [{ value: job.priority, label: job.priority }]),
        ]}
        value={job.priority}
        error={has('priority')}
        onChange={(event) => change({ priority: event.currentTarget.value })}
      />
      <div className={classes.acts}>
        <Act icon={<IconPencil size={16} />} label={label(t('jobs.edit'))} tip={t('jobs.edit')} onClick={edit} />
        <Act
          icon={<IconTrash size={16} />}
          label={label(t('jobs.remove'))}
          tip={t('jobs.remove')}
          onClick={() => composer.removeJob(job.key)}
        />
      </div>
      {faults.length > 0 && (
        <ul className={classes.faults}>
          {faults.map((fault) => (
            <li key={`${fault.field} ${fault.index} ${fault.message}`}>
              {placeName(fault, job, find)}
              {fault.message}
            </li>
          ))}
        </ul>
      )}
    </>
  )
})

/** Which photo a fault is of; the other fields are marked themselves. */
function placeName({ field, index }: JobFault, job: DraftJob, find: Composed['find']): string {
  const item = field === 'media' && index !== null ? job.media[index] : undefined
  return item === undefined ? '' : `${find.nameOf(item)}: `
}

const Act = ({
  icon,
  label,
  tip,
  onClick,
}: {
  readonly icon: React.ReactNode
  readonly label: string
  readonly tip: string
  readonly onClick: () => void
}) => (
  <Tooltip label={tip}>
    <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      {icon}
    </ActionIcon>
  </Tooltip>
)
