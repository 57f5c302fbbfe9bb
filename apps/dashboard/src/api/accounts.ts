import { queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

/** The NEMO accounts that jobs run on, all of them. Needs `admin`. */
export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: ({ signal }) => Array.fromAsync(client.accounts.list({}, { signal })),
})
