import { useQuery } from '@tanstack/react-query'
import { accountsQuery } from '../../api/accounts.ts'
import { errorGroupsQuery } from '../../api/error-groups.ts'
import { useMay } from '../../api/session.ts'
import { statsQuery } from '../../api/stats.ts'
import { systemQuery } from '../../api/system.ts'
import { watchedEndpointsQuery } from '../../api/watched-endpoints.ts'
import { useLive } from '../../live/live-provider.tsx'
import { useNowMs } from '../../ui/now.ts'
import { type Health, judge, type Known } from './health.ts'
import { useAgedStats } from './use-aged-stats.ts'

export type ReadHealth = {
  /** null until the first answers are there. */
  readonly known: Known | null
  readonly health: Health
  /** Why there are none. */
  readonly error: Error | null
  readonly readAgain: () => void
}

/** What is known now, and what it means. */
export function useHealth(): ReadHealth {
  const isAdmin = useMay('admin')
  const nowMs = useNowMs()
  const live = useLive()
  const system = useQuery(systemQuery)
  const stats = useQuery(statsQuery('1h'))
  const lastHour = useAgedStats(stats.data)
  const errors = useQuery({ ...errorGroupsQuery('1h'), enabled: (lastHour?.totals.failed ?? 0) > 0 })
  const accounts = useQuery({ ...accountsQuery, enabled: isAdmin })
  const endpoints = useQuery({ ...watchedEndpointsQuery, enabled: useMay('webhooks') })
  const isCutOff = live.state === 'down' || system.error !== null || stats.error !== null
  const known: Known = {
    nowMs,
    system: system.data,
    lastHour,
    lastHourReadAtMs: stats.dataUpdatedAt,
    errorGroups: errors.data?.data,
    accounts: accounts.data,
    endpoints: endpoints.data,
    cutOffSinceMs: isCutOff ? (live.state === 'down' ? live.since.getTime() : stats.dataUpdatedAt) : null,
  }
  // all at once: what came piece by piece would move the rest of the page each time
  const isAwaited = [errors, accounts, endpoints].some(({ isLoading }) => isLoading)
  const isKnown = system.data !== undefined && lastHour !== undefined && !isAwaited
  return {
    known: isKnown ? known : null,
    health: judge(known),
    error: isKnown ? null : (system.error ?? stats.error),
    readAgain: () => {
      void system.refetch()
      void stats.refetch()
    },
  }
}
