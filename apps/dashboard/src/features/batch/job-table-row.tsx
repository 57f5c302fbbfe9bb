import type { JobRow } from '@nemo-batch/sdk'
import { FlexRender, type Row } from '@tanstack/react-table'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { CHOOSE, type JobFeatures, TabStop } from './job-columns.tsx'
import classes from './job-table.module.css'

type RowProps = {
  readonly row: Row<JobFeatures, JobRow>
  readonly index: number
  readonly top: number
  readonly isChosen: boolean
  /** Where Tab stops. */
  readonly isActive: boolean
  /** Which columns there are; another one means that others are. */
  readonly tracks: string
  readonly onToggle: (index: number, id: string, asRange: boolean) => void
}

/** Drawn again when something of it changed, not whenever somebody scrolls. */
export const JobTableRow = memo(
  function JobTableRow({ row, index, top, isChosen, isActive, onToggle }: RowProps) {
    const { t } = useTranslation('batch')
    const { id, reference, status } = row.original
    return (
      <TabStop value={isActive}>
        <tr
          className={classes.row}
          style={{ transform: `translateY(${top}px)` }}
          data-index={index}
          data-status={status}
          data-chosen={isChosen || undefined}
          aria-rowindex={index + 2}
          tabIndex={-1}
        >
          {row.getVisibleCells().map((cell) => (
            <td
              key={cell.column.id}
              data-column={cell.column.id}
              data-number={cell.column.columnDef.meta?.isNumber || undefined}
            >
              {cell.column.id === CHOOSE ? (
                <label className={classes.choose}>
                  <input
                    type="checkbox"
                    aria-label={t('choose', { name: reference ?? id })}
                    checked={isChosen}
                    tabIndex={isActive ? 0 : -1}
                    onChange={({ nativeEvent }) =>
                      onToggle(index, id, 'shiftKey' in nativeEvent && !!nativeEvent.shiftKey)
                    }
                  />
                </label>
              ) : (
                <FlexRender cell={cell} />
              )}
            </td>
          ))}
        </tr>
      </TabStop>
    )
  },
  (before, after) =>
    before.row.original === after.row.original &&
    before.index === after.index &&
    before.top === after.top &&
    before.isChosen === after.isChosen &&
    before.isActive === after.isActive &&
    before.tracks === after.tracks &&
    before.onToggle === after.onToggle,
)

/** In place of a row that is not loaded yet. */
export const PendingRow = memo(function PendingRow({ index, top }: { readonly index: number; readonly top: number }) {
  return (
    <tr
      className={classes.pending}
      style={{ transform: `translateY(${top}px)` }}
      data-index={index}
      aria-rowindex={index + 2}
      aria-busy
      tabIndex={-1}
    >
      <td>
        <span />
        <span />
      </td>
    </tr>
  )
})
