import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { client } from '../api/client.ts'
import { sessionKey, sessionQuery } from '../api/session.ts'
import { createRefresher } from './refresher.ts'
import { type LiveStatus, openSharedChanges } from './shared-changes.ts'

const LiveContext = createContext<LiveStatus>({ state: 'connecting', since: new Date() })

export const useLive = (): LiveStatus => useContext(LiveContext)

/** Keeps everything that is shown true, for as long as somebody is signed in. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient()
  const { data: session } = useQuery(sessionQuery)
  const [status, setStatus] = useState<LiveStatus>({ state: 'connecting', since: new Date() })
  const reader = session === undefined || session === null ? null : `${session.project.id} ${session.created_at}`
  useEffect(() => {
    if (reader === null) return
    const refresher = createRefresher(queries, document)
    const shared = openSharedChanges({
      stream: (options) => client.changes(options),
      onHello: refresher.all,
      onChanges: refresher.changed,
      onState: setStatus,
      // asked anew, it says whether the session has ended
      onRefused: () => void queries.invalidateQueries({ queryKey: sessionKey }),
      name: reader,
    })
    return () => {
      shared.close()
      refresher.close()
    }
  }, [reader, queries])
  return <LiveContext value={status}>{children}</LiveContext>
}
