import type { JobRow } from '@nemo-batch/sdk'
import { FlexRender, type HeaderGroup } from '@tanstack/react-table'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { CHOOSE, type JobFeatures } from './job-columns.tsx'
import classes from './job-table.module.css'

type HeadProps = {
  readonly groups: readonly HeaderGroup<JobFeatures, JobRow>[]
  /** Which columns there are. */
  readonly tracks: string
  /** How many jobs match. */
  readonly total: number
  readonly chosen: 'all' | 'some' | 'none'
  readonly onChooseAll: (choose: boolean) => void
}

/** Stays as it is while somebody scrolls. */
export const JobTableHead = memo(
  function JobTableHead({ groups, total, chosen, onChooseAll }: HeadProps) {
    const { t } = useTranslation('batch')
    return (
      <thead>
        {groups.map((group) => (
          <tr key={group.id} aria-rowindex={1}>
            {group.headers.map((header) => (
              <th key={header.id} scope="col" data-number={header.column.columnDef.meta?.isNumber || undefined}>
                {header.column.id === CHOOSE ? (
                  <label className={classes.choose}>
                    <input
                      type="checkbox"
                      aria-label={t('chooseAll', { count: total })}
                      checked={chosen === 'all'}
                      ref={(box) => {
                        if (box !== null) box.indeterminate = chosen === 'some'
                      }}
                      onChange={() => onChooseAll(chosen !== 'all')}
                    />
                  </label>
                ) : (
                  <FlexRender header={header} />
                )}
              </th>
            ))}
          </tr>
        ))}
      </thead>
    )
  },
  (before, after) =>
    before.tracks === after.tracks &&
    before.total === after.total &&
    before.chosen === after.chosen &&
    before.onChooseAll === after.onChooseAll,
)
