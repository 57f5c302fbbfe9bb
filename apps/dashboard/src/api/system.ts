import { queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

/** What the service is made of, and how it is. */
export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => client.system({ signal }),
})
