import { Chip, Group, Skeleton, Stack } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { jobEventsQuery } from '../../../api/job.ts'
import type { EventLog } from '../../../api/read-events.ts'
import { formatCount } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/loaded.tsx'
import { Section } from '../../../ui/page.tsx'
import { readKinds, writeKinds } from '../search.ts'
import { useJobSearch } from '../use-job-search.ts'
import { countKinds, entriesOf } from './entries.ts'
import { EntryList } from './entry-list.tsx'
import { EVENT_KINDS, type EventKind } from './event-kinds.ts'
import { SpanBar } from './span-bar.tsx'

/** Every event of a job, in order. */
export function Recorder({ job }: { readonly job: Job }) {
  const { t } = useTranslation('job')
  const log = useQuery(jobEventsQuery(job.id))
  return (
    <Section
      title={t('recorder.title')}
      {...(log.data === undefined ? {} : { hint: t('recorder.hint', { count: log.data.events.length }) })}
    >
      <Loaded query={log} skeleton={<RecorderSkeleton />}>
        {({ events }) => <Recorded events={events} isRunning={job.completed_at === null} />}
      </Loaded>
    </Section>
  )
}

function Recorded({ events, isRunning }: { readonly events: EventLog['events']; readonly isRunning: boolean }) {
  const { search, change } = useJobSearch()
  const kinds = useMemo(() => readKinds(search.events), [search.events])
  const entries = useMemo(() => entriesOf(events, kinds), [events, kinds])
  return (
    <Stack gap="sm">
      <SpanBar events={events} />
      <KindFilter
        events={events}
        kinds={kinds}
        onChange={(chosen) => change({ events: writeKinds(chosen) || undefined })}
      />
      <EntryList entries={entries} isRunning={isRunning} />
    </Stack>
  )
}

function KindFilter({
  events,
  kinds,
  onChange,
}: {
  readonly events: EventLog['events']
  readonly kinds: readonly EventKind[]
  readonly onChange: (kinds: readonly EventKind[]) => void
}) {
  const { t } = useTranslation('job')
  const counts = useMemo(() => countKinds(events), [events])
  return (
    <Chip.Group
      multiple
      value={[...kinds]}
      onChange={(chosen) => onChange(EVENT_KINDS.filter((kind) => chosen.includes(kind)))}
    >
      <Group gap={6} role="group" aria-label={t('recorder.filter')}>
        {EVENT_KINDS.filter((kind) => counts.has(kind) || kinds.includes(kind)).map((kind) => (
          <Chip key={kind} value={kind} size="xs" variant="outline">
            {t(`recorder.kinds.${kind}`)} {formatCount(counts.get(kind) ?? 0)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  )
}

const RecorderSkeleton = () => (
  <Stack gap="sm">
    <Skeleton h={64} />
    <Skeleton h={26} />
    <Skeleton h={480} />
  </Stack>
)
