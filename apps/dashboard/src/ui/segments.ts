import type { Batch } from '@nemo-batch/sdk'

export type JobCounts = Batch['counts']
export type Segment = { readonly status: Exclude<keyof JobCounts, 'total'>; readonly count: number }

const ORDER = ['completed', 'failed', 'blocked', 'running', 'queued', 'canceled'] as const

/** What a bar of a batch's jobs shows, in its order: what has ended well first. Statuses that no job has are left out. */
export const segmentsOf = (counts: JobCounts): Segment[] =>
  ORDER.map((status) => ({ status, count: counts[status] })).filter(({ count }) => count > 0)

/** 0–1: of the jobs, those that will not go on by themselves. A batch without jobs has not begun. */
export const endedShare = ({ total, completed, failed, canceled }: JobCounts): number =>
  total === 0 ? 0 : (completed + failed + canceled) / total
