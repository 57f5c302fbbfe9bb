import type { Query, QueryClient } from '@tanstack/react-query'
import { keysOf, type ToldChanges } from './query-keys.ts'

/** So often at most a query is read again, however many changes come. */
const EVERY_MS = 500

export type Refresher = {
  /** Something changed. */
  changed(changes: ToldChanges): void
  /** Nobody knows what changed: all that is shown is read again. */
  all(): void
  close(): void
}

/**
 * Reads again what changes concern and somebody looks at. A hidden page reads when it is looked at again. A query under
 * way is not broken off, which could starve it, but read once more when it is done: it may have missed the change.
 */
export function createRefresher(
  queries: QueryClient,
  page: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>,
): Refresher {
  const stale = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const matches = ({ queryHash, queryKey }: Query): boolean =>
    stale.has('*')
      ? queryKey[0] !== 'session'
      : queryKey.some((_part, at) => stale.has(prefixOf(queryKey, at + 1))) && queryHash !== ''

  const flush = (): void => {
    timer = undefined
    if (page.hidden || stale.size === 0) return
    const concerned = queries.getQueryCache().getAll().filter(matches)
    const busy = new Set(concerned.filter((query) => query.state.fetchStatus === 'fetching'))
    const again = [...busy].map((query) => prefixOf(query.queryKey, query.queryKey.length))
    stale.clear()
    for (const key of again) stale.add(key)
    const idle = new Set(concerned.filter((query) => !busy.has(query)))
    void queries.invalidateQueries({ predicate: (query) => idle.has(query) })
    if (stale.size > 0) schedule()
  }
  const schedule = (): void => {
    timer ??= setTimeout(flush, EVERY_MS)
  }
  /** The first change of a while shows at once. */
  const soon = (): void => {
    if (timer !== undefined) return
    flush()
    timer ??= setTimeout(flush, EVERY_MS)
  }
  const onVisible = (): void => {
    if (!page.hidden) soon()
  }
  page.addEventListener('visibilitychange', onVisible)
  return {
    changed(changes) {
      for (const key of keysOf(changes)) stale.add(prefixOf(key, key.length))
      if (stale.size > 0) soon()
    },
    all() {
      stale.add('*')
      soon()
    },
    close() {
      clearTimeout(timer)
      page.removeEventListener('visibilitychange', onVisible)
    },
  }
}

const prefixOf = (key: readonly unknown[], length: number): string => JSON.stringify(key.slice(0, length))
