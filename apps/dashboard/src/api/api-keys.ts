import { queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

/** All of them: a few, of the whole installation. */
export const apiKeysQuery = queryOptions({
  queryKey: ['api_keys'],
  queryFn: ({ signal }) => Array.fromAsync(client.apiKeys.list({}, { signal })),
})
