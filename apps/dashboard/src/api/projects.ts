import { queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: ({ signal }) => Array.fromAsync(client.projects.list({}, { signal })),
})
