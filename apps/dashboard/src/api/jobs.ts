import type { BulkResult, BulkSelection } from '@nemo-batch/sdk'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { JobsSearch } from '../features/jobs/search.ts'
import { client } from './client.ts'

const JOBS_PER_PAGE = 25
const QUICK_JOBS = 6
const QUICK_BATCHES = 4

/** Jobs of all batches, newest first. */
export const jobsQuery = (search: JobsSearch) =>
  infiniteQueryOptions({
    queryKey: ['jobs', search],
    queryFn: ({ pageParam, signal }) =>
      client.jobs.list({ ...search, limit: JOBS_PER_PAGE, ...pageParam }, { signal }).page(),
    initialPageParam: {} as { readonly cursor?: string },
    getNextPageParam: ({ next_cursor: cursor }) => (cursor === null ? null : { cursor }),
    placeholderData: keepPreviousData,
  })

/** What somebody may mean who has typed so much: jobs that hold it, batches that are called so. */
export const quickSearchQuery = (text: string) =>
  queryOptions({
    queryKey: ['jobs', 'quick', text],
    queryFn: async ({ signal }) => {
      const [jobs, batches] = await Promise.all([
        client.jobs.list({ q: text, limit: QUICK_JOBS }, { signal }).page(),
        client.batches.list({ name: text, limit: QUICK_BATCHES }, { signal }).page(),
      ])
      return { jobs: jobs.data, batches: batches.data }
    },
    enabled: text !== '',
    gcTime: 30_000,
    placeholderData: keepPreviousData,
  })

export type BulkAction = 'retry' | 'cancel'
type Without<Union, Name extends PropertyKey> = Union extends unknown ? Omit<Union, Name> : never
/** Which jobs; without what is to be done about them. Of ids there may be any number. */
export type ChosenJobs = Without<BulkSelection, 'dry_run'>
/** How many it concerns, how many of the chosen it does not, and the credits that it costs or that are lost. */
export type BulkFigures = Pick<BulkResult, 'jobs' | 'skipped' | 'credits'>

const MAX_IDS_AT_ONCE = 1_000

/** What it would do and cost; changes nothing. */
export const estimateJobs = (action: BulkAction, which: ChosenJobs): Promise<BulkFigures> =>
  sumOver(which, (part) =>
    action === 'retry'
      ? client.jobs.retryMany({ ...part, dry_run: true })
      : client.jobs.cancelMany({ ...part, dry_run: true }),
  )

/** Tries failed jobs again, or cancels those that have not ended. */
export const actOnJobs = (action: BulkAction, which: ChosenJobs): Promise<BulkFigures> =>
  sumOver(which, (part) => (action === 'retry' ? client.jobs.retryMany(part) : client.jobs.cancelMany(part)))

/** More ids than a request takes are told in several, one after the other. */
async function sumOver(which: ChosenJobs, act: (part: ChosenJobs) => Promise<BulkFigures>): Promise<BulkFigures> {
  const total = { jobs: 0, skipped: 0, credits: 0 }
  for (const part of partsOf(which)) {
    const { jobs, skipped, credits } = await act(part)
    total.jobs += jobs
    total.skipped += skipped
    total.credits += credits
  }
  return total
}

function partsOf(which: ChosenJobs): readonly ChosenJobs[] {
  if (!('job_ids' in which)) return [which]
  const { job_ids: ids } = which
  return Array.from({ length: Math.ceil(ids.length / MAX_IDS_AT_ONCE) }, (_, part) => ({
    job_ids: ids.slice(part * MAX_IDS_AT_ONCE, (part + 1) * MAX_IDS_AT_ONCE),
  }))
}
