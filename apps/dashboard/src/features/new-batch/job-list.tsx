import { Checkbox, Group, SegmentedControl, Text } from '@mantine/core'
import { IconPhotoPlus } from '@tabler/icons-react'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/empty-state.tsx'
import { formatCount } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import type { Composed, Composer } from './composer.ts'
import { type DraftJob, GROUPINGS, type Grouping } from './draft.ts'
import { withPhotos } from './edit-draft.ts'
import { JobEditor } from './job-editor.tsx'
import { JobRow } from './job-row.tsx'
import classes from './new-batch.module.css'
import type { JobFault } from './place-faults.ts'

const NO_FAULTS: readonly JobFault[] = []

/** Every job of the batch. Only the rows in view are drawn, so that ten thousand are no more than ten. */
export function JobList({
  composer,
  state,
  faults,
  isOnlyFaulty,
  onOnlyFaulty,
}: {
  readonly composer: Composer
  readonly state: Composed
  readonly faults: ReadonlyMap<string, readonly JobFault[]>
  readonly isOnlyFaulty: boolean
  readonly onOnlyFaulty: (isOnlyFaulty: boolean) => void
}) {
  const { t } = useTranslation('newBatch')
  const [edited, setEdited] = useState<string | null>(null)
  const { jobs, grouping } = state.draft
  const shown = useMemo(() => {
    const numbered = jobs.map((job, index) => ({ job, number: index + 1 }))
    return isOnlyFaulty ? numbered.filter(({ job }) => faults.has(job.key)) : numbered
  }, [jobs, isOnlyFaulty, faults])
  const hasPhotos = state.uploads.length > 0
  return (
    <Section
      title={t('jobs.title')}
      {...(jobs.length === 0 ? {} : { hint: formatCount(jobs.length) })}
      actions={
        <Group gap="md">
          {(faults.size > 0 || isOnlyFaulty) && (
            <Checkbox
              label={t('jobs.onlyFaulty')}
              checked={isOnlyFaulty}
              onChange={(event) => onOnlyFaulty(event.currentTarget.checked)}
            />
          )}
          {hasPhotos && (
            <SegmentedControl
              size="xs"
              aria-label={t('grouping.label')}
              data={GROUPINGS.map((value) => ({ value, label: t(`grouping.${value}`) }))}
              value={grouping}
              onChange={(value) => composer.edit((draft) => withPhotos(draft, state.uploads, value as Grouping))}
            />
          )}
        </Group>
      }
    >
      {hasPhotos && (
        <Text size="sm" c="dimmed" mb="xs">
          {t(`grouping.hint.${grouping}`)}
        </Text>
      )}
      {jobs.length === 0 && <EmptyState icon={IconPhotoPlus} title={t('jobs.none')} text={t('jobs.noneText')} />}
      {jobs.length > 0 && shown.length === 0 && <Text c="dimmed">{t('jobs.noneFaulty')}</Text>}
      <Rows shown={shown} faults={faults} composer={composer} state={state} onEdit={setEdited} />
      <JobEditor
        job={jobs.find(({ key }) => key === edited) ?? null}
        number={jobs.findIndex(({ key }) => key === edited) + 1}
        faults={faults.get(edited ?? '') ?? NO_FAULTS}
        composer={composer}
        state={state}
        onClose={() => setEdited(null)}
      />
    </Section>
  )
}

function Rows({
  shown,
  faults,
  composer,
  state,
  onEdit,
}: {
  readonly shown: readonly { readonly job: DraftJob; readonly number: number }[]
  readonly faults: ReadonlyMap<string, readonly JobFault[]>
  readonly composer: Composer
  readonly state: Composed
  readonly onEdit: (key: string) => void
}) {
  const { t } = useTranslation('newBatch')
  const list = useRef<HTMLUListElement>(null)
  const [top, setTop] = useState(0)
  // what stands above grows and shrinks with what is told there
  useLayoutEffect(() => {
    const now = list.current === null ? 0 : list.current.getBoundingClientRect().top + window.scrollY
    if (Math.abs(now - top) > 1) setTop(now)
  })
  const { instruction, language } = state.draft
  const fallback = useMemo(() => ({ instruction, language }), [instruction, language])
  const getItemKey = useCallback((index: number) => shown[index]?.job.key ?? index, [shown])
  const rows = useWindowVirtualizer({
    count: shown.length,
    estimateSize: () => 69,
    overscan: 6,
    scrollMargin: top,
    getItemKey,
  })
  if (shown.length === 0) return null
  return (
    <ul ref={list} className={classes.rows} aria-label={t('jobs.title')} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const row = shown[index]
        if (row === undefined) return null
        return (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            className={classes.row}
            style={{ transform: `translateY(${start - top}px)` }}
            aria-setsize={shown.length}
            aria-posinset={index + 1}
            aria-label={t('jobs.jobOf', { number: row.number, reference: row.job.reference })}
          >
            <JobRow
              job={row.job}
              number={row.number}
              faults={faults.get(row.job.key) ?? NO_FAULTS}
              composer={composer}
              fallback={fallback}
              find={state.find}
              onEdit={onEdit}
            />
          </li>
        )
      })}
    </ul>
  )
}
