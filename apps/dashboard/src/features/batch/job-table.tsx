import { useMediaQuery } from '@mantine/hooks'
import { useTable } from '@tanstack/react-table'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { columns, features, hiddenColumns } from './job-columns.tsx'
import classes from './job-table.module.css'
import { JobTableHead } from './job-table-head.tsx'
import { JobTableRow, PendingRow } from './job-table-row.tsx'
import { countOf, isChosen } from './selection.ts'
import type { JobRows } from './use-job-rows.ts'
import { useRowFocus } from './use-row-focus.ts'
import type { RowSelection } from './use-selection.ts'

const ROW_PX = 56
const CARD_PX = 116
/** Of the head, which stays in sight above the rows. Cards have none. */
const HEAD_PX = 37

/** Any number of jobs, of which only those that are seen are drawn and loaded. */
export function JobTable({
  rows: { rows, total, show },
  selection: { selection, toggle, chooseAll, clear },
}: {
  readonly rows: JobRows
  readonly selection: RowSelection
}) {
  const { t } = useTranslation('batch')
  const mayChoose = useMay('jobs:write')
  const isCard = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const isNarrow = useMediaQuery('(max-width: 80em)', undefined, { getInitialValueInEffect: false })
  const rowPx = isCard ? CARD_PX : ROW_PX
  const headPx = isCard ? 0 : HEAD_PX

  const data = useMemo(() => [...rows.values()], [rows])
  const columnVisibility = useMemo(() => hiddenColumns({ isNarrow, mayChoose }), [isNarrow, mayChoose])
  const table = useTable({
    features,
    columns,
    data,
    getRowId: ({ id }) => id,
    state: { columnVisibility },
  })
  const { rowsById } = table.getRowModel()
  const tracks = table
    .getVisibleLeafColumns()
    .map(({ columnDef }) => columnDef.meta?.track)
    .join(' ')

  const scroller = useRef<HTMLDivElement>(null)
  // of one identity, so that nothing is drawn again for them
  const latest = useRef({ toggle, chooseAll, clear })
  useEffect(() => {
    latest.current = { toggle, chooseAll, clear }
  })
  const onToggle = useCallback<typeof toggle>((...choice) => latest.current.toggle(...choice), [])
  const onChooseAll = useCallback((choose: boolean) => {
    if (choose) latest.current.chooseAll()
    else latest.current.clear()
  }, [])
  const { focused, body, handlers } = useRowFocus({
    count: total,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
    onToggle: mayChoose
      ? (index, asRange) => {
          const id = rows.get(index)?.id
          if (id !== undefined) toggle(index, id, asRange)
        }
      : null,
  })
  const rangeExtractor = useCallback(
    (range: Range) => {
      const seen = defaultRangeExtractor(range)
      if (focused === null || focused >= range.count || seen.includes(focused)) return seen
      // what has the focus stays, however far it is scrolled away
      return [...seen, focused].sort((one, other) => one - other)
    },
    [focused],
  )
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    scrollMargin: headPx,
    scrollPaddingStart: headPx,
    useFlushSync: false,
    rangeExtractor,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height lie elsewhere
  useEffect(() => virtualizer.measure(), [rowPx])
  const { startIndex, endIndex } = virtualizer.range ?? { startIndex: 0, endIndex: 0 }
  useEffect(() => show({ startIndex, endIndex }), [show, startIndex, endIndex])

  const items = virtualizer.getVirtualItems()
  const active = focused ?? startIndex
  const chosen = countOf(selection, total)
  const isAll = chosen > 0 && selection.kind === 'all' && selection.except.size === 0
  const drawn = new Set<string>()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by its focus
    <section ref={scroller} className={classes.scroller} aria-label={t('jobsOf', { count: total })} tabIndex={0}>
      <table
        className={classes.table}
        aria-label={t('jobsOf', { count: total })}
        aria-rowcount={total + 1}
        data-choosing={mayChoose || undefined}
        style={{ '--tracks': tracks, '--row-height': `${rowPx}px` } as CSSProperties}
      >
        <JobTableHead
          groups={table.getHeaderGroups()}
          tracks={tracks}
          total={total}
          chosen={isAll ? 'all' : chosen > 0 ? 'some' : 'none'}
          onChooseAll={onChooseAll}
        />
        <tbody ref={body} style={{ height: virtualizer.getTotalSize() }} {...handlers}>
          {items.map(({ index, start }) => {
            const job = rows.get(index)
            const row = job === undefined ? undefined : rowsById[job.id]
            // While jobs change places, one may be loaded at both of them.
            if (job === undefined || row === undefined || drawn.has(job.id))
              return <PendingRow key={index} index={index} top={start - headPx} />
            drawn.add(job.id)
            return (
              <JobTableRow
                key={job.id}
                row={row}
                index={index}
                top={start - headPx}
                isChosen={isChosen(selection, job.id)}
                isActive={index === active}
                tracks={tracks}
                onToggle={onToggle}
              />
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
