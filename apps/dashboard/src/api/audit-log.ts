import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import type { AuditSearch } from '../features/settings/search.ts'
import { client } from './client.ts'

const ENTRIES_PER_PAGE = 50

export const auditLogQuery = (filter: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit_log', filter],
    queryFn: ({ pageParam, signal }) =>
      client.auditLog.list({ ...filter, limit: ENTRIES_PER_PAGE, ...pageParam }, { signal }).page(),
    initialPageParam: {} as { readonly cursor?: string },
    getNextPageParam: ({ next_cursor: cursor }) => (cursor === null ? null : { cursor }),
    placeholderData: keepPreviousData,
  })
