import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { beginOf, type Span } from '../ui/span.ts'
import { client } from './client.ts'

/** How work went until now, and what waits. */
export const statsQuery = (span: Span) =>
  queryOptions({
    queryKey: ['stats', span],
    queryFn: ({ signal }) => client.stats({ from: beginOf(span, Date.now()) }, { signal }),
    placeholderData: keepPreviousData,
  })
