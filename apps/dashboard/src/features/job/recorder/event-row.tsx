import { Code } from '@mantine/core'
import {
  IconActivity,
  IconArrowRight,
  IconChevronDown,
  IconChevronRight,
  IconFlag,
  IconHourglass,
  IconMessage,
  IconPencil,
  IconTool,
} from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Copy } from '../../../ui/copy.tsx'
import { formatClock, formatExact } from '../../../ui/format.ts'
import { describeEvent } from './describe-event.ts'
import type { Entry } from './entries.ts'
import { EventBody } from './event-body.tsx'
import { kindOf } from './event-kinds.ts'
import { formatGap } from './format-gap.ts'
import classes from './recorder.module.css'
import { useEventTitle } from './use-event-title.ts'

const ICONS = {
  life: IconFlag,
  stage: IconArrowRight,
  message: IconMessage,
  changes: IconPencil,
  tool: IconTool,
  wait: IconHourglass,
  progress: IconActivity,
}

/** A gap that is worth looking at. */
const LONG_GAP_MS = 5_000

export const EventRow = memo(
  function EventRow({
    entry,
    isOpen,
    onToggle,
  }: {
    readonly entry: Entry
    readonly isOpen: boolean
    readonly onToggle: (id: string) => void
  }) {
    const { t } = useTranslation('job')
    const [event] = entry.events
    const kind = kindOf(event)
    const story = describeEvent(event)
    const Sign = ICONS[kind]
    const at = new Date(event.created_at)
    const isRun = entry.events.length > 1
    const title = useEventTitle(entry, story)
    return (
      <div className={classes.event} data-kind={kind} data-key={story.key}>
        <time className={classes.clock} dateTime={event.created_at} title={formatExact(at)}>
          {formatClock(at)}
        </time>
        <span
          className={classes.gap}
          data-long={entry.gapMs !== null && entry.gapMs >= LONG_GAP_MS}
          title={t('recorder.gapHint')}
        >
          {entry.gapMs === null ? '' : t('recorder.gap', { gap: formatGap(entry.gapMs) })}
        </span>
        <span className={classes.sign}>
          <Sign size={14} stroke={1.8} role="img" aria-label={t(`recorder.kinds.${kind}`)} />
        </span>
        <div className={classes.content}>
          <span className={classes.title}>{title}</span>
          <EventBody story={story} timelineBefore={entry.timelineBefore} />
          {isOpen && (isRun ? <Looks entry={entry} /> : <Raw value={event} />)}
        </div>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          aria-label={
            isRun ? t('recorder.showRun', { count: entry.events.length }) : t('recorder.show', { seq: event.seq })
          }
          onClick={() => onToggle(event.id)}
        >
          {isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
        </button>
      </div>
    )
  },
  ({ entry: before, isOpen: wasOpen }, { entry: after, isOpen }) =>
    wasOpen === isOpen &&
    before.events[0] === after.events[0] &&
    before.events.length === after.events.length &&
    before.gapMs === after.gapMs &&
    before.timelineBefore === after.timelineBefore,
)

function Looks({ entry }: { readonly entry: Entry }) {
  return (
    <ol className={classes.looks}>
      {entry.events.map((event, at) => {
        const before = entry.events[at - 1]
        const gapMs = before === undefined ? null : Date.parse(event.created_at) - Date.parse(before.created_at)
        return (
          <li key={event.id}>
            <time className={classes.clock} dateTime={event.created_at}>
              {formatClock(new Date(event.created_at))}
            </time>
            <span className={classes.gap}>{gapMs === null ? '' : `+${formatGap(gapMs)}`}</span>
            <code>{JSON.stringify(event.data)}</code>
          </li>
        )
      })}
    </ol>
  )
}

function Raw({ value }: { readonly value: unknown }) {
  const json = JSON.stringify(value, null, 2)
  return (
    <div className={classes.raw}>
      <Code block fz="xs">
        {json}
      </Code>
      <span className={classes.rawCopy}>
        <Copy value={json} />
      </span>
    </div>
  )
}
