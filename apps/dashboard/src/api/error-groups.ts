import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { beginOf, type Span } from '../ui/span.ts'
import { client } from './client.ts'

/** What fails alike, what happened last first. */
export const errorGroupsQuery = (span: Span, batchId?: string) =>
  queryOptions({
    queryKey: ['error_groups', span, batchId ?? null],
    queryFn: ({ signal }) =>
      client.errorGroups.list(
        { from: beginOf(span, Date.now()), ...(batchId === undefined ? {} : { batch_id: batchId }) },
        { signal },
      ),
    placeholderData: keepPreviousData,
  })
