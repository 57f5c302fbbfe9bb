import { Text } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Entry } from './entries.ts'
import { EventRow } from './event-row.tsx'
import classes from './recorder.module.css'

const ROW_PX = 35
/** So many lines around those in view are there too: a search of the page finds them, most jobs have no more. */
const LINES_AROUND = 60
/** Near enough to the end to want to stay there. */
const NEAR_END_PX = 48

/** The lines of the recorder. Follows what comes while it comes, unless somebody has scrolled back to read. */
export function EntryList({ entries, isRunning }: { readonly entries: readonly Entry[]; readonly isRunning: boolean }) {
  const { t } = useTranslation('job')
  const scroller = useRef<HTMLElement>(null)
  const wantsEnd = useRef(isRunning)
  const { open, toggle } = useOpenLines()
  const lines = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => entries[index]?.events[0].id ?? index,
    overscan: LINES_AROUND,
  })
  useLayoutEffect(() => {
    if (entries.length > 0 && wantsEnd.current) lines.scrollToIndex(entries.length - 1, { align: 'end' })
  }, [entries.length, lines])
  const onScroll = (): void => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = scroller.current ?? {}
    wantsEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX
  }
  return (
    <section
      ref={scroller}
      className={classes.scroller}
      aria-label={t('recorder.list')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      {entries.length === 0 ? (
        <Text size="sm" c="dimmed" p="md">
          {t('recorder.nothing')}
        </Text>
      ) : (
        <ol className={classes.list} style={{ height: lines.getTotalSize() }}>
          {lines.getVirtualItems().map(({ index, key, start }) => {
            const entry = entries[index]
            if (entry === undefined) return null
            return (
              <li
                key={key}
                ref={lines.measureElement}
                data-index={index}
                className={classes.place}
                style={{ transform: `translateY(${start}px)` }}
                aria-setsize={entries.length}
                aria-posinset={index + 1}
              >
                <EventRow entry={entry} isOpen={open.has(entry.events[0].id)} onToggle={toggle} />
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}

/** Which lines show all that is known, by their first event: they stay open when they are scrolled away and back. */
function useOpenLines() {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback(
    (id: string) =>
      setOpen((before) => (before.has(id) ? before.difference(new Set([id])) : before.union(new Set([id])))),
    [],
  )
  return { open, toggle }
}
