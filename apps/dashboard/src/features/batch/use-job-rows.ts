import type { JobRow, JobRowList } from '@nemo-batch/sdk'
import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { jobRowsQuery, ROWS_PER_WINDOW } from '../../api/batches.ts'
import { type RowRange, windowsOf } from './row-windows.ts'
import type { BatchSearch } from './search.ts'

/** So long somebody has to stay before what is seen is read: nothing is, of what is only scrolled over. */
const SETTLE_MS = 60

export type JobRows = {
  /** How many match; what was last known, or expected, while nothing is. */
  readonly total: number
  /** Those that are loaded, by where they stand. */
  readonly rows: ReadonlyMap<number, JobRow>
  readonly error: Error | null
  readonly readAgain: () => void
  /** To be told what is seen. */
  readonly show: (range: RowRange) => void
}

const combine = (windows: UseQueryResult<JobRowList>[]) => ({
  lists: windows.flatMap(({ data }) => (data === undefined ? [] : [data])),
  failed: windows.find(({ error, data }) => error !== null && data === undefined),
})

/**
 * The rows of a batch's jobs around those that are seen; live changes read only these again.
 * @param expected how many rows there will be, before the first are read
 */
export function useJobRows(batchId: string, search: BatchSearch, expected: number): JobRows {
  const searchKey = JSON.stringify(search)
  const [known, setKnown] = useState({ searchKey, total: expected })
  const [wanted, setWanted] = useState('0')
  const [settled, setSettled] = useState(wanted)
  const total = known.searchKey === searchKey ? known.total : expected

  const show = useCallback((range: RowRange) => setWanted(windowsOf(range, total, ROWS_PER_WINDOW).join()), [total])
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [wanted])

  const { lists, failed } = useQueries({
    queries: settled.split(',').map((offset) => jobRowsQuery(batchId, search, Number(offset))),
    combine,
  })
  const latest = lists.at(-1)?.total
  if (latest !== undefined && (latest !== known.total || searchKey !== known.searchKey))
    setKnown({ searchKey, total: latest })

  const rows = useMemo(
    () => new Map(lists.flatMap(({ offset, data }) => data.map((row, at) => [offset + at, row] as const))),
    [lists],
  )
  return { total, rows, error: failed?.error ?? null, readAgain: () => void failed?.refetch(), show }
}
