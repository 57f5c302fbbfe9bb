import { Chip, Group, Skeleton, Stack, Text } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { jobEventsQuery } from '../../../api/job.ts'
import type { EventLog } from '../../../api/read-events.ts'
import { formatCount } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/loaded.tsx'
import { Section } from '../../../ui/page.tsx'
import { readKinds, writeKinds } from '../search.ts'
import { useJobSearch } from '../use-job-search.ts'
import { countKinds, entriesOf } from './entries.ts'
import { EVENT_KINDS, type EventKind } from './event-kinds.ts'
import { EventRow } from './event-row.tsx'
import classes from './recorder.module.css'
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
  const { t } = useTranslation('job')
  const { search, change } = useJobSearch()
  const kinds = useMemo(() => readKinds(search.events), [search.events])
  const entries = useMemo(() => entriesOf(events, kinds), [events, kinds])
  const list = useLatestInView(entries.length, isRunning)
  return (
    <Stack gap="sm">
      <SpanBar events={events} />
      <KindFilter
        events={events}
        kinds={kinds}
        onChange={(chosen) => change({ events: writeKinds(chosen) || undefined })}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section ref={list} className={classes.scroller} aria-label={t('recorder.list')} tabIndex={0}>
        {entries.length === 0 ? (
          <Text size="sm" c="dimmed" p="md">
            {t('recorder.nothing')}
          </Text>
        ) : (
          <ol className={classes.list} data-many={entries.length > MANY}>
            {entries.map((entry) => (
              <EventRow key={entry.events[0].id} entry={entry} />
            ))}
          </ol>
        )}
      </section>
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

/** So many lines are drawn only where they are looked at. */
const MANY = 200
/** Near enough to the end to want to stay there, in pixels. */
const NEAR_END = 48

/** Follows what comes while it comes, unless somebody has scrolled back to read. */
function useLatestInView(length: number, isRunning: boolean) {
  const list = useRef<HTMLElement>(null)
  const wantsEnd = useRef(isRunning)
  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    const onScroll = (): void => {
      wantsEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [])
  useLayoutEffect(() => {
    const element = list.current
    if (element !== null && length > 0 && wantsEnd.current) element.scrollTop = element.scrollHeight
  }, [length])
  return list
}

const RecorderSkeleton = () => (
  <Stack gap="sm">
    <Skeleton h={64} />
    <Skeleton h={26} />
    <Skeleton h={480} />
  </Stack>
)
