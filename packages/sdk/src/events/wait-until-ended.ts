import type { ServiceEvent } from '../types.ts'
import type { FollowOptions } from './follow-events.ts'

export type WaitOptions<Thing> = FollowOptions & {
  /** Told how it stands: at first, then at most once a second while something happens, and in the end. */
  readonly onProgress?: ((thing: Thing) => void) | undefined
  /** Told of every event, once, in order; the next one waits for what it returns. */
  readonly onEvent?: ((event: ServiceEvent) => void | Promise<void>) | undefined
}

type Waiting<Thing> = {
  readonly retrieve: (signal: AbortSignal) => Promise<Thing>
  readonly follow: (options: FollowOptions) => AsyncIterable<ServiceEvent>
}

const PROGRESS_EVERY_MS = 1_000

/** Resolves with the thing once it has ended. @throws whatever following it does, and what the callbacks throw */
export async function waitUntilEnded<Thing>(
  { retrieve, follow }: Waiting<Thing>,
  { onProgress, onEvent, signal, ...options }: WaitOptions<Thing>,
): Promise<Thing> {
  signal?.throwIfAborted()
  const stop = new AbortController()
  const abort = (): void => stop.abort(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const progress =
    onProgress &&
    new Progress(
      () => retrieve(stop.signal),
      onProgress,
      (error) => stop.abort(error),
    )
  try {
    progress?.touch()
    for await (const event of follow({ ...options, signal: stop.signal })) {
      progress?.touch()
      await onEvent?.(event)
    }
    progress?.end()
    const ended = await retrieve(stop.signal)
    onProgress?.(ended)
    return ended
  } finally {
    progress?.end()
    signal?.removeEventListener('abort', abort)
    stop.abort()
  }
}

/** Looks how the thing stands after something has happened, never twice within the interval. */
class Progress<Thing> {
  readonly #retrieve: () => Promise<Thing>
  readonly #tell: (thing: Thing) => void
  readonly #onError: (error: unknown) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #state: 'idle' | 'due' | 'looking' | 'over' = 'idle'
  #isTouched = false
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(retrieve: () => Promise<Thing>, tell: (thing: Thing) => void, onError: (error: unknown) => void) {
    this.#retrieve = retrieve
    this.#tell = tell
    this.#onError = onError
  }

  touch(): void {
    this.#isTouched = true
    if (this.#state !== 'idle') return
    this.#state = 'due'
    this.#timer = setTimeout(() => void this.#look(), Math.max(0, this.#lookedAt + PROGRESS_EVERY_MS - Date.now()))
  }

  end(): void {
    this.#state = 'over'
    clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    this.#state = 'looking'
    this.#isTouched = false
    this.#lookedAt = Date.now()
    // what cannot be read now is read the next time
    const thing = await this.#retrieve().catch(() => null)
    if (this.#isOver()) return
    this.#state = 'idle'
    try {
      if (thing !== null) this.#tell(thing)
    } catch (error) {
      this.#onError(error)
    }
    if (this.#isTouched) this.touch()
  }

  #isOver(): boolean {
    return this.#state === 'over'
  }
}
