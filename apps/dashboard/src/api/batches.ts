import type { Batch, JobRowList } from '@nemo-batch/sdk'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { BatchSearch } from '../features/batch/search.ts'
import type { BatchesSearch } from '../features/batches/search.ts'
import { client } from './client.ts'

const BATCHES_PER_PAGE = 25
const LATEST_BATCHES = 5
/** Rows of a table that are read at once. */
export const ROWS_PER_WINDOW = 100
/** Rows that the service gives at once, at most. */
const MAX_ROWS_READ = 200
/** Windows that nobody sees any more are soon forgotten, however far somebody scrolls. */
const KEEP_WINDOW_MS = 20_000

const batchKey = (id: string) => ['batch', id] as const

export const batchesQuery = (filter: BatchesSearch) =>
  infiniteQueryOptions({
    queryKey: ['batches', filter],
    queryFn: ({ pageParam, signal }) =>
      client.batches.list({ ...filter, limit: BATCHES_PER_PAGE, ...pageParam }, { signal }).page(),
    initialPageParam: {} as { readonly cursor?: string },
    getNextPageParam: ({ next_cursor: cursor }) => (cursor === null ? null : { cursor }),
    placeholderData: keepPreviousData,
  })

/** A few, for who wants to know what is going on. */
export const latestBatchesQuery = queryOptions({
  queryKey: ['batches', 'latest'],
  queryFn: async ({ signal }) => (await client.batches.list({ limit: LATEST_BATCHES }, { signal }).page()).data,
})

export const batchQuery = (id: string) =>
  queryOptions({ queryKey: batchKey(id), queryFn: ({ signal }) => client.batches.retrieve(id, { signal }) })

/** Its pace, when it will have ended, and why jobs of it failed. */
export const batchStatsQuery = (id: string) =>
  queryOptions({
    queryKey: [...batchKey(id), 'stats'],
    queryFn: ({ signal }) => client.batches.stats(id, { signal }),
  })

/** @param offset a multiple of `ROWS_PER_WINDOW` */
export const jobRowsQuery = (id: string, search: BatchSearch, offset: number) =>
  queryOptions({
    queryKey: [...batchKey(id), 'rows', search, offset],
    queryFn: ({ signal }) => client.batches.jobRows(id, { ...search, offset, limit: ROWS_PER_WINDOW }, { signal }),
    gcTime: KEEP_WINDOW_MS,
  })

/** Rows as they stand now, for who must know them all. @param to the first row that is not asked for */
export async function readRows(
  id: string,
  search: BatchSearch,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<JobRowList['data']> {
  const rows: JobRowList['data'] = []
  for (let offset = from; offset < to; ) {
    const limit = Math.min(MAX_ROWS_READ, to - offset)
    const { data } = await client.batches.jobRows(id, { ...search, offset, limit })
    if (data.length === 0) break
    rows.push(...data)
    offset += data.length
  }
  return rows
}

export const pauseBatch = (id: string): Promise<Batch> => client.batches.pause(id)
export const resumeBatch = (id: string): Promise<Batch> => client.batches.resume(id)
export const closeBatch = (id: string): Promise<Batch> => client.batches.close(id)
export const cancelBatch = (id: string): Promise<Batch> => client.batches.cancel(id)
export const retryBatch = (id: string): Promise<Batch> => client.batches.retry(id)

/** What trying its failed jobs again would start, and what that would still have to pay. */
export const estimateBatchRetry = (id: string) => client.batches.retry(id, { dry_run: true })
/** What of it has not ended, and what was spent on that. */
export const estimateBatchCancel = (id: string) => client.jobs.cancelMany({ batch_id: id, dry_run: true })

/** Where its results are, as a file; the session's cookie opens it. */
export const resultsUrl = (id: string, format: 'csv' | 'ndjson'): string =>
  `/v1/batches/${encodeURIComponent(id)}/results?format=${format}`
