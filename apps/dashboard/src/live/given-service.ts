import type { Changes, ChangesOptions, Hello } from '@nemo-batch/sdk'

export type OpenStream = {
  hello(): void
  changes(...batches: string[]): void
  /** The connection is lost; the client tries again by itself, and never gets through. */
  lose(): void
  /** The client gives up: the service will not have it. */
  refuse(): void
}

/** A service whose streams are told by a test what to bring, and which counts them. */
export function givenService() {
  const open: OpenStream[] = []
  const state = { opened: 0 }

  async function* stream({ signal, onDown }: ChangesOptions): AsyncGenerator<Hello | Changes> {
    const queue: (Hello | Changes | 'refused')[] = []
    let wake: () => void = () => undefined
    const bring = (message: Hello | Changes | 'refused'): void => {
      queue.push(message)
      wake()
    }
    const mine: OpenStream = {
      hello: () => bring({ object: 'hello' }),
      changes: (...batches) => bring({ object: 'changes', batches, jobs: [], has_more: false, topics: [] }),
      lose: () => onDown?.(new Error('lost')),
      refuse: () => bring('refused'),
    }
    open.push(mine)
    state.opened += 1
    signal?.addEventListener('abort', () => wake(), { once: true })
    try {
      for (;;) {
        signal?.throwIfAborted()
        const message = queue.shift()
        if (message === 'refused') throw new Error('refused')
        if (message !== undefined) yield message
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      open.splice(open.indexOf(mine), 1)
    }
  }
  return { stream, open, state }
}
