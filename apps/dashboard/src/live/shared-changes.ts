import type { Changes, ChangesOptions, Hello } from '@nemo-batch/sdk'

export type LiveStatus = { readonly state: 'connecting' | 'live' | 'down'; readonly since: Date }

export type SharedChangesOptions = {
  readonly stream: (options: ChangesOptions) => AsyncIterable<Hello | Changes>
  readonly onHello: () => void
  readonly onChanges: (changes: Changes) => void
  readonly onState: (status: LiveStatus) => void
  /** Whose changes: tabs of one name share a stream. */
  readonly name: string
}

// one stream for each tab, until tabs share one
export function openSharedChanges({ stream, onHello, onChanges, onState }: SharedChangesOptions): { close(): void } {
  const gone = new AbortController()
  const tell = (state: LiveStatus['state']): void => onState({ state, since: new Date() })
  const read = async (): Promise<void> => {
    tell('connecting')
    for await (const told of stream({ signal: gone.signal, onDown: () => tell('down') })) {
      if (told.object === 'hello') {
        tell('live')
        onHello()
      } else onChanges(told)
    }
  }
  void read().catch(() => gone.signal.aborted || tell('down'))
  return { close: () => gone.abort() }
}
