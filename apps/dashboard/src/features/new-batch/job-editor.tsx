import { ActionIcon, Anchor, Badge, Button, Drawer, Group, Stack, Text, Title } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Composed, Composer } from './composer.ts'
import type { DraftJob } from './draft.ts'
import { JobSteps } from './job-steps.tsx'
import classes from './new-batch.module.css'
import type { JobFault } from './place-faults.ts'
import { isHttpUrl } from './read-urls.ts'
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
          <JobSteps job={job} faults={faults} composer={composer} fallback={state.draft.instruction} />
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
                  {item.kind === 'url' && isHttpUrl(name) ? (
                    <Anchor href={name} target="_blank" rel="noreferrer noopener">
                      {name}
                    </Anchor>
                  ) : (
                    name
                  )}
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
