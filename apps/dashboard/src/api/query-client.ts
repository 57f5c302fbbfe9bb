import { AuthenticationError } from '@nemo-batch/sdk'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { sessionKey } from './session.ts'

/** Whoever is refused has no session any more: the shell shows where to sign in. */
function onError(error: Error): void {
  if (error instanceof AuthenticationError) queryClient.setQueryData(sessionKey, null)
}

/**
 * What is shown stays true by the changes that the service tells of (live/refresher.ts), so nothing is read again by
 * itself. The client tries again where that can help.
 */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
