import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { LiveEnvironment } from './environment.ts'
import { givenService } from './given-service.ts'
import { openSharedChanges } from './shared-changes.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** However busy the machine is. */
const PATIENCE = { timeout: 10_000 }
const eventually = <T>(read: () => T) => expect.poll(read, PATIENCE)
const settled = (hold: () => void): Promise<void> => vi.waitFor(hold, PATIENCE)

type Service = ReturnType<typeof givenService>

/** A page that can be hidden. */
function givenPage() {
  const events = new EventTarget()
  const state = { hidden: false }
  return {
    page: {
      get hidden() {
        return state.hidden
      },
      addEventListener: events.addEventListener.bind(events) as Document['addEventListener'],
      removeEventListener: events.removeEventListener.bind(events) as Document['removeEventListener'],
    },
    hide: (hidden: boolean): void => {
      state.hidden = hidden
      events.dispatchEvent(new Event('visibilitychange'))
    },
  }
}

let testNumber = 0
const newName = (): string => `test ${++testNumber} ${crypto.randomUUID()}`

type TabOptions = Partial<Pick<LiveEnvironment, 'locks' | 'openChannel'>>

/** A tab of this browser, with what it was told. */
function openTab({ stream }: Pick<Service, 'stream'>, name: string, environment: TabOptions = {}) {
  const { page, hide } = givenPage()
  const told: string[] = []
  const seen = { state: '', since: new Date(0) }
  const { close } = openSharedChanges({
    stream,
    name,
    onHello: () => told.push('hello'),
    onChanges: ({ batches }) => told.push(...batches),
    onRefused: () => told.push('refused'),
    onState: (status) => Object.assign(seen, status),
    environment: {
      locks: navigator.locks,
      openChannel: (channel) => new BroadcastChannel(channel),
      ...environment,
      page,
    },
  })
  onTestFinished(close)
  return { told, seen, hide, close }
}

const isLive = (...tabs: ReturnType<typeof openTab>[]) =>
  expect
    .poll(() => tabs.map(({ seen, told }) => [seen.state, told.includes('hello')]))
    .toEqual(tabs.map(() => ['live', true]))

describe('ten tabs', () => {
  it('share one stream, and all of them hear of everything', async () => {
    const [service, name] = [givenService(), newName()]
    const tabs = Array.from({ length: 10 }, () => openTab(service, name))
    await eventually(() => service.open.length).toBe(1)
    service.open[0]?.hello()
    await isLive(...tabs)
    service.open[0]?.changes('batch_1', 'batch_2')
    for (const { told } of tabs) await eventually(() => told).toEqual(['hello', 'batch_1', 'batch_2'])
    expect(service.state.opened).toBe(1)
  })

  it('go on when the one that reads is closed: another takes over, and all read anew', async () => {
    const [service, name] = [givenService(), newName()]
    const [first, ...others] = Array.from({ length: 10 }, () => openTab(service, name))
    await eventually(() => service.open.length).toBe(1)
    service.open[0]?.hello()
    await isLive(...others)
    first?.close()
    await eventually(() => service.state.opened).toBe(2)
    expect(service.open).toHaveLength(1)
    for (const { seen } of others) await eventually(() => seen.state).toBe('connecting')
    service.open[0]?.hello()
    service.open[0]?.changes('batch_3')
    for (const { told } of others) await eventually(() => told).toEqual(['hello', 'hello', 'batch_3'])
    expect(first?.told).toEqual(['hello'])
  })

  it('show at one time that the connection is lost, since when, and that it is back', async () => {
    const [service, name] = [givenService(), newName()]
    const tabs = [openTab(service, name), openTab(service, name)]
    await eventually(() => service.open.length).toBe(1)
    service.open[0]?.hello()
    await isLive(...tabs)
    service.open[0]?.lose()
    for (const { seen } of tabs) await eventually(() => seen.state).toBe('down')
    expect(tabs[0]?.seen.since).toEqual(tabs[1]?.seen.since)
    service.open[0]?.hello()
    for (const { seen, told } of tabs) await eventually(() => [seen.state, told]).toEqual(['live', ['hello', 'hello']])
  })

  it('are told how it stands when they come later', async () => {
    const [service, name] = [givenService(), newName()]
    const first = openTab(service, name)
    await eventually(() => service.open.length).toBe(1)
    service.open[0]?.hello()
    await isLive(first)
    const later = openTab(service, name)
    await isLive(later)
    expect(later.seen.since).toEqual(first.seen.since)
    expect(first.told).toEqual(['hello'])
  })

  it('of two readers have two streams', async () => {
    const service = givenService()
    for (const name of [newName(), newName()]) openTab(service, name)
    await eventually(() => service.open.length).toBe(2)
  })
})

describe('a tab', () => {
  it('reads everything anew when it has missed what it was told, as one that the browser froze', async () => {
    const [service, name] = [givenService(), newName()]
    openTab(service, name)
    await eventually(() => service.open.length).toBe(1)
    let channel: BroadcastChannel | undefined
    const frozen = openTab(service, name, {
      openChannel: (channelName) => {
        channel = new BroadcastChannel(channelName)
        return channel
      },
    })
    const awake = openTab(service, name)
    service.open[0]?.hello()
    await isLive(frozen, awake)
    frozen.hide(true)
    const hear = channel?.onmessage ?? null
    if (channel !== undefined) channel.onmessage = null
    service.open[0]?.changes('batch_1')
    await eventually(() => awake.told).toEqual(['hello', 'batch_1'])
    if (channel !== undefined) channel.onmessage = hear
    frozen.hide(false)
    await eventually(() => frozen.told).toEqual(['hello', 'hello'])
    expect(awake.told).toEqual(['hello', 'batch_1'])
  })

  it('that is hidden tries again when another is looked at, though its own timers are slow', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    const [service, name] = [givenService(), newName()]
    const hidden = openTab(service, name)
    await settled(() => expect(service.open).toHaveLength(1))
    hidden.hide(true)
    const shown = openTab(service, name)
    service.open[0]?.lose()
    await settled(() => expect(shown.seen.state).toBe('down'))
    vi.advanceTimersByTime(15_000)
    await settled(() => expect(service.state.opened).toBe(2))
    expect(service.open).toHaveLength(1)
    service.open[0]?.hello()
    await settled(() => expect([hidden.seen.state, shown.seen.state]).toEqual(['live', 'live']))
  })

  it('tells all that the service refuses them, and tries again when somebody looks later', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    const [service, name] = [givenService(), newName()]
    const tabs = [openTab(service, name), openTab(service, name)]
    await settled(() => expect(service.open).toHaveLength(1))
    service.open[0]?.refuse()
    for (const { told, seen } of tabs) await settled(() => expect([told, seen.state]).toEqual([['refused'], 'down']))
    expect(service.open).toHaveLength(0)
    vi.advanceTimersByTime(15_000)
    await settled(() => expect(service.open).toHaveLength(1))
    service.open[0]?.hello()
    for (const { seen } of tabs) await settled(() => expect(seen.state).toBe('live'))
  })
})

describe('a browser that lets tabs share nothing, as over plain http', () => {
  const NOTHING: TabOptions = { locks: null, openChannel: null }

  it('has a stream for each tab that is looked at, and none for those that are hidden', async () => {
    const [service, name] = [givenService(), newName()]
    const [one, other] = [openTab(service, name, NOTHING), openTab(service, name, NOTHING)]
    await eventually(() => service.open.length).toBe(2)
    for (const stream of service.open) stream.hello()
    await isLive(one, other)
    one.hide(true)
    await eventually(() => service.open.length).toBe(1)
    service.open[0]?.changes('batch_1')
    await eventually(() => other.told).toEqual(['hello', 'batch_1'])
    one.hide(false)
    await eventually(() => [service.open.length, one.seen.state]).toEqual([2, 'connecting'])
    service.open[1]?.hello()
    await eventually(() => one.told).toEqual(['hello', 'hello'])
    other.close()
    await eventually(() => service.open.length).toBe(1)
  })
})
