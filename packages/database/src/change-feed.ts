import { type ChangeWatch, createChangeWatch } from './change-watch.ts'
import type { Database, Queryable } from './connection.ts'
import { changedSubjects, type EventPlace, endOfEvents } from './event-pages.ts'
import { type Channel, type Listener, listen } from './listener.ts'

export type ChangeFeed = {
  /**
   * Calls `wake` whenever the batch or job may have new events. To miss nothing, subscribe first and read afterwards;
   * a wake-up says neither how many there are nor that there are any.
   * @returns to be called when nobody reads any more
   */
  subscribe(subjectId: string, wake: () => void): () => void
  /** Tells what of a project or of the installation to read anew, from `isWatching` on. */
  readonly watch: ChangeWatch['watch']
  close(): Promise<void>
}

export type ChangeFeedOptions = {
  readonly db: Database
  readonly databaseUrl: string
  readonly onError: (error: Error) => void
  readonly pollMs?: number
}

/** Sent by whoever has written events, after the commit. */
const CHANNEL: Channel = 'nemo_batch_changes'

/** A notification that got lost, or was never sent, costs this long. */
const POLL_MS = 500

/**
 * Wakes those who read events. However many there are, a process holds one listening connection and runs one query
 * per change, or per poll; without readers neither.
 */
export function createChangeFeed({ db, databaseUrl, onError, pollMs = POLL_MS }: ChangeFeedOptions): ChangeFeed {
  const readers = new Map<string, Set<() => void>>()
  let listener: Listener | undefined
  let timer: NodeJS.Timeout | undefined
  /** undefined: nobody was reading, so nobody knows where the log ended. */
  let place: EventPlace | undefined
  let looking: Promise<void> | undefined
  let isAskedAgain = false
  const watch = createChangeWatch(db, onError)

  const wakeAll = (ids: Iterable<string>): void => {
    for (const id of ids) for (const wake of [...(readers.get(id) ?? [])]) wake()
  }
  const lookOnce = async (): Promise<void> => {
    if (place === undefined) {
      place = await endOfEvents(db)
      return wakeAll([...readers.keys()])
    }
    const { ids, upTo } = await changedSubjects(db, place)
    if (upTo.xact !== place.xact || upTo.position !== place.position) isAskedAgain = true
    place = upTo
    wakeAll(ids)
  }
  /** One look at a time; what is asked for meanwhile is one more look. */
  const look = (): void => {
    if (readers.size === 0) return
    if (looking !== undefined) {
      isAskedAgain = true
      return
    }
    isAskedAgain = false
    looking = lookOnce()
      .catch(onError)
      .finally(() => {
        looking = undefined
        if (isAskedAgain) look()
      })
  }
  const start = (): void => {
    listener ??= listen({ databaseUrl, channel: CHANNEL, onNotice: look, onError })
    timer ??= setInterval(look, pollMs)
    look()
  }
  const rest = (): void => {
    clearInterval(timer)
    timer = undefined
    place = undefined
  }

  return {
    subscribe(subjectId, wake) {
      const wakes = readers.get(subjectId) ?? new Set()
      readers.set(subjectId, wakes.add(wake))
      if (timer === undefined) start()
      return () => {
        wakes.delete(wake)
        if (wakes.size === 0 && readers.get(subjectId) === wakes) readers.delete(subjectId)
        if (readers.size === 0) rest()
      }
    },
    watch: watch.watch,
    close: async () => {
      readers.clear()
      rest()
      await Promise.all([watch.close(), listener?.close(), looking])
    },
  }
}

/** Tells every process that reads events to look now. To be sent after the commit, and not for each event. */
export async function notifyChanges(db: Queryable): Promise<void> {
  await db.query('SELECT pg_notify($1, $2)', [CHANNEL, ''])
}
