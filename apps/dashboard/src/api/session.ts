import { AuthenticationError, type Session } from '@nemo-batch/sdk'
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

export const sessionKey = ['session'] as const

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await client.session.retrieve({ signal })
    } catch (error) {
      if (error instanceof AuthenticationError) return null
      throw error
    }
  },
})

export type Scope = Session['scopes'][number]

/** Whether the key of the session may do what needs this scope. `admin` may do everything. */
export function useMay(scope: Scope): boolean {
  const { data: session } = useQuery(sessionQuery)
  return session?.scopes.some((held) => held === scope || held === 'admin') ?? false
}

export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (key: string) => client.session.create(key),
    onSuccess: (session) => becomes(queries, session),
  })
}

/** Ends the session on the server, and forgets all that it showed. */
export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => client.session.delete(),
    onSuccess: () => becomes(queries, null),
  })
}

/** What was read for whoever was signed in before is nobody else's. */
function becomes(queries: QueryClient, session: Session | null): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
  queries.setQueryData(sessionKey, session)
}
