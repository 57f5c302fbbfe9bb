import type { Changes, ChangesOptions, Hello } from '@nemo-batch/sdk'

export type ChangeStream = (options: ChangesOptions) => AsyncIterable<Hello | Changes>

export type LiveStatus = { readonly state: 'connecting' | 'live' | 'down'; readonly since: Date }

/** `refused`: the service will not have this reader, as one whose session has ended. */
export type Told = 'hello' | 'refused' | Changes

export type ReaderOptions = {
  readonly stream: ChangeStream
  readonly signal: AbortSignal
  readonly onState: (state: LiveStatus['state']) => void
  readonly onTold: (told: Told) => void
}

export type Reader = {
  /** Somebody looks: a reader that is down tries at once what it would have tried later. */
  nudge(): void
  /** Resolves when the signal has ended it. */
  readonly isEnded: Promise<void>
}

/** Refused once, it will hardly be taken soon; but what refuses may be a proxy whose service is away. */
const REFUSED_DELAY_MS = 60_000
/** A try that was begun so lately is left to end. */
const TRY_MS = 10_000

/** Reads changes until the signal ends it. Timers of hidden pages may run once a minute: nudges make up for that. */
export function readChanges({ stream, signal, onState, onTold }: ReaderOptions): Reader {
  let nudged = new AbortController()
  let triedAtMs = 0
  let isDown = false

  const tell = (state: LiveStatus['state']): void => {
    isDown = state === 'down'
    onState(state)
  }
  const readOn = async (ending: AbortSignal): Promise<void> => {
    for await (const told of stream({ signal: ending, onDown: () => tell('down') })) {
      if (told.object === 'hello') tell('live')
      onTold(told.object === 'hello' ? 'hello' : told)
    }
  }
  const run = async (): Promise<void> => {
    tell('connecting')
    while (!signal.aborted) {
      nudged = new AbortController()
      triedAtMs = Date.now()
      const ending = AbortSignal.any([signal, nudged.signal])
      try {
        await readOn(ending)
      } catch {
        if (ending.aborted) continue
        onTold('refused')
      }
      tell('down')
      await pause(REFUSED_DELAY_MS, ending)
    }
  }
  return {
    nudge: () => {
      if (isDown && Date.now() - triedAtMs >= TRY_MS) nudged.abort()
    },
    isEnded: run(),
  }
}

/** Resolves early when the signal is aborted. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, delayMs)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end)
  })
}
