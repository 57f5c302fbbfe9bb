import type { JobRow } from '@nemo-batch/sdk'
import { useRef, useState } from 'react'
import { readRows } from '../../api/batches.ts'
import { useAct } from '../../ui/act.ts'
import type { BatchSearch, RowFilter } from './search.ts'
import { allThatMatch, isChosen, NOTHING, type Selection, toChosenJobs, underFilter, withRows } from './selection.ts'

export type RowSelection = {
  readonly selection: Selection
  /** @param asRange with all rows between it and the one that was chosen before */
  readonly toggle: (index: number, id: string, asRange: boolean) => void
  readonly chooseAll: () => void
  readonly clear: () => void
  /** As the service is told of it. */
  readonly resolve: () => ReturnType<typeof toChosenJobs>
}

/** Which jobs of a batch are chosen. They are known by their ids, so they stay so wherever they move. */
export function useSelection(
  batchId: string,
  { order, ...filter }: BatchSearch,
  rows: ReadonlyMap<number, JobRow>,
): RowSelection {
  const [kept, setSelection] = useState(NOTHING)
  const anchor = useRef<number | null>(null)
  const selection = underFilter(kept, filter)
  const search: BatchSearch = order === undefined ? filter : { ...filter, order }

  const range = useAct({
    mutationFn: async ({ from, to }: { from: number; to: number; choose: boolean }) => {
      const loaded = Array.from({ length: to - from }, (_, at) => rows.get(from + at)?.id)
      if (loaded.every((id) => id !== undefined)) return loaded
      return (await readRows(batchId, search, { from, to })).map(({ id }) => id)
    },
    onSuccess: (ids, { choose }) => setSelection((now) => withRows(underFilter(now, filter), ids, choose)),
  })
  return {
    selection,
    toggle(index, id, asRange) {
      const choose = !isChosen(selection, id)
      setSelection(withRows(selection, [id], choose))
      const from = anchor.current
      anchor.current = index
      if (!asRange || from === null || from === index) return
      range.mutate({ from: Math.min(from, index), to: Math.max(from, index) + 1, choose })
    },
    chooseAll: () => setSelection(allThatMatch(filter)),
    clear: () => setSelection(NOTHING),
    resolve: () =>
      toChosenJobs(selection, batchId, async (matching: RowFilter) => {
        const all = await readRows(
          batchId,
          { ...matching, order: 'position' },
          { from: 0, to: Number.MAX_SAFE_INTEGER },
        )
        return all.map(({ id }) => id)
      }),
  }
}
