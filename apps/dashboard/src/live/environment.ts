/** What tabs of one browser share; some of it is missing on plain http, where a page is no secure context. */
export type LiveEnvironment = {
  readonly locks: Pick<LockManager, 'request'> | null
  readonly openChannel: ((name: string) => Channel) | null
  readonly page: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>
}

export type Channel = Pick<BroadcastChannel, 'onmessage' | 'postMessage' | 'close'>

/** The types of the DOM promise more than there is. */
type Possible = { readonly locks?: LockManager; readonly BroadcastChannel?: typeof BroadcastChannel }

export function browserEnvironment(): LiveEnvironment {
  const { locks }: Possible = navigator
  const { BroadcastChannel: Broadcast }: Possible = globalThis
  return {
    locks: locks ?? null,
    openChannel: Broadcast === undefined ? null : (name) => new Broadcast(name),
    page: document,
  }
}
