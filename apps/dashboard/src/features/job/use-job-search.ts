import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { JobSearch } from './search.ts'

/** What stands in the address of the page, and how to change a part of it. */
export function useJobSearch() {
  const search = useSearch({ from: '/jobs/$jobId' })
  const navigate = useNavigate({ from: '/jobs/$jobId' })
  const change = useCallback(
    (part: { readonly [Name in keyof JobSearch]: JobSearch[Name] | undefined }, how: 'push' | 'replace' = 'replace') =>
      void navigate({
        search: (before: JobSearch) => withoutMissing({ ...before, ...part }),
        replace: how === 'replace',
        resetScroll: false,
      }),
    [navigate],
  )
  return { search, change }
}

const withoutMissing = (search: Readonly<Record<string, unknown>>): JobSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
