import type { Changes } from '@nemo-batch/sdk'
import { browserEnvironment, type Channel, type LiveEnvironment } from './environment.ts'
import { type ChangeStream, type LiveStatus, type Reader, readChanges, type Told } from './read-changes.ts'

export type { LiveStatus } from './read-changes.ts'

export type SharedChangesOptions = {
  readonly stream: ChangeStream
  /** Everything that is shown is to be read anew. */
  readonly onHello: () => void
  readonly onChanges: (changes: Changes) => void
  readonly onState: (status: LiveStatus) => void
  /** The service will not have this reader: a session that has ended. It is tried again for all that. */
  readonly onRefused?: () => void
  /** Whose changes: tabs of one name share a stream. */
  readonly name: string
  readonly environment?: LiveEnvironment
}

export type SharedChanges = { close(): void }

/**
 * Tells this tab what changed. A browser opens six connections to a service over HTTP/1.1, whatever the number of tabs:
 * so they share one stream. Where they cannot, each has its own while it is looked at.
 */
export function openSharedChanges(options: SharedChangesOptions): SharedChanges {
  const { locks, openChannel, page } = options.environment ?? browserEnvironment()
  const tab = tabOf(options)
  if (locks === null || openChannel === null) return readWhileShown(options.stream, tab, page)
  const name = `nemo-batch changes ${options.name}`
  return shareOne(options.stream, tab, page, { locks, name, channel: openChannel(name) })
}

type Tab = {
  readonly status: () => LiveStatus
  readonly setStatus: (status: LiveStatus) => void
  readonly take: (told: Told) => void
}

function tabOf({ onHello, onChanges, onState, onRefused }: SharedChangesOptions): Tab {
  let status: LiveStatus | undefined
  const setStatus = (next: LiveStatus): void => {
    if (status?.state === next.state && status.since.getTime() === next.since.getTime()) return
    status = next
    onState(next)
  }
  setStatus(now('connecting'))
  return {
    status: () => status ?? now('connecting'),
    setStatus,
    take: (told) => {
      if (told === 'hello') onHello()
      else if (told === 'refused') onRefused?.()
      else onChanges(told)
    },
  }
}

const now = (state: LiveStatus['state']): LiveStatus => ({ state, since: new Date() })

type Page = LiveEnvironment['page']

function readWhileShown(stream: ChangeStream, tab: Tab, page: Page): SharedChanges {
  let shown: AbortController | undefined
  const look = (): void => {
    if (page.hidden) {
      shown?.abort()
      shown = undefined
    } else if (shown === undefined) {
      shown = new AbortController()
      const { signal } = shown
      readChanges({ stream, signal, onState: (state) => tab.setStatus(now(state)), onTold: tab.take })
    }
  }
  page.addEventListener('visibilitychange', look)
  look()
  return {
    close: () => {
      page.removeEventListener('visibilitychange', look)
      shown?.abort()
    },
  }
}

/** What the tab that reads tells the others. */
type Message = {
  /** Another one when another tab reads. */
  readonly leader: string
  /** How much it has told so far, with this. */
  readonly number: number
  readonly status: LiveStatus
  /** Null: nothing new, somebody asked. */
  readonly told: Told | null
}
/** Of a tab that has just come, or is looked at again, or sees that there is no connection. */
const ASK = 'ask'

/** How often a tab that is looked at asks whether the connection is back. */
const ASK_EVERY_MS = 5_000

type Place = { readonly locks: NonNullable<LiveEnvironment['locks']>; readonly name: string; readonly channel: Channel }

/** The tab that holds the lock reads the stream; when it goes, the lock is the next one's, which tells `hello` to all. */
function shareOne(stream: ChangeStream, tab: Tab, page: Page, { locks, name, channel }: Place): SharedChanges {
  const closed = new AbortController()
  const { signal } = closed
  let reader: Reader | undefined
  /** Of this tab while it leads, of the tab that it hears of otherwise. */
  let known = { leader: '', number: 0 }

  const post = (message: Message | typeof ASK): void => {
    if (!signal.aborted) channel.postMessage(message)
  }
  const answer = (told: Told | null): void => post({ ...known, status: tab.status(), told })
  const lead = async (): Promise<void> => {
    known = { leader: crypto.randomUUID(), number: 0 }
    reader = readChanges({
      stream,
      signal,
      onState: (state) => {
        tab.setStatus(now(state))
        // `hello` says it as well, and follows at once
        if (state !== 'live') answer(null)
      },
      onTold: (told) => {
        known = { ...known, number: known.number + 1 }
        answer(told)
        tab.take(told)
      },
    })
    await reader.isEnded
  }
  const follow = ({ leader, number, status, told }: Message): void => {
    const before = told === null ? number : number - 1
    const hasMissed = leader !== known.leader || before !== known.number
    known = { leader, number }
    tab.setStatus(status)
    if (hasMissed && status.state === 'live') tab.take('hello')
    else if (told !== null) tab.take(told)
  }
  channel.onmessage = ({ data }) => {
    if (data !== ASK) {
      if (reader === undefined) follow(data as Message)
    } else if (reader !== undefined) {
      reader.nudge()
      answer(null)
    }
  }
  const ask = (): void => {
    if (page.hidden) return
    if (reader === undefined) post(ASK)
    else reader.nudge()
  }
  const askWhileDown = (): void => {
    if (tab.status().state === 'down') ask()
  }
  page.addEventListener('visibilitychange', ask)
  const timer = setInterval(askWhileDown, ASK_EVERY_MS)
  post(ASK)
  // rejects when it is closed before its turn has come
  locks.request(name, { signal }, lead).catch(() => undefined)
  return {
    close: () => {
      page.removeEventListener('visibilitychange', ask)
      clearInterval(timer)
      closed.abort()
      channel.close()
    },
  }
}
