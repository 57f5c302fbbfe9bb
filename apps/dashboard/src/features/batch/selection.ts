import type { ChosenJobs } from '../../api/jobs.ts'
import type { RowFilter } from './search.ts'

/** Jobs that were chosen one by one, or all that match, also those that are not loaded, but for some. */
export type Selection =
  | { readonly kind: 'some'; readonly ids: ReadonlySet<string> }
  | { readonly kind: 'all'; readonly filter: RowFilter; readonly except: ReadonlySet<string> }

export const NOTHING: Selection = { kind: 'some', ids: new Set() }
export const allThatMatch = (filter: RowFilter): Selection => ({ kind: 'all', filter, except: new Set() })

export const isChosen = (selection: Selection, id: string): boolean =>
  selection.kind === 'all' ? !selection.except.has(id) : selection.ids.has(id)

/** @param total how many jobs match the filter now */
export const countOf = (selection: Selection, total: number): number =>
  selection.kind === 'all' ? Math.max(0, total - selection.except.size) : selection.ids.size

/** With these chosen, or not chosen any more. */
export function withRows(selection: Selection, ids: readonly string[], choose: boolean): Selection {
  if (selection.kind === 'some') return { kind: 'some', ids: changed(selection.ids, ids, choose) }
  return { ...selection, except: changed(selection.except, ids, !choose) }
}

function changed(set: ReadonlySet<string>, ids: readonly string[], add: boolean): ReadonlySet<string> {
  const next = new Set(set)
  for (const id of ids) {
    if (add) next.add(id)
    else next.delete(id)
  }
  return next
}

/** All that match is meant of one filter; what was chosen one by one outlives it. */
export const underFilter = (selection: Selection, filter: RowFilter): Selection =>
  selection.kind === 'all' && !isSameFilter(selection.filter, filter) ? NOTHING : selection

const isSameFilter = (one: RowFilter, other: RowFilter): boolean =>
  one.q === other.q && one.status === other.status && one.error_code === other.error_code

/**
 * As the service is told of it. All but some it cannot be told of: these are read, and named.
 * @param readIds of all jobs that match
 */
export async function toChosenJobs(
  selection: Selection,
  batchId: string,
  readIds: (filter: RowFilter) => Promise<readonly string[]>,
): Promise<ChosenJobs> {
  if (selection.kind === 'some') return { job_ids: [...selection.ids] }
  const { filter, except } = selection
  if (except.size === 0) return { batch_id: batchId, ...filter }
  return { job_ids: (await readIds(filter)).filter((id) => !except.has(id)) }
}
