import { ConnectionError, NemoBatchError, TimeoutError } from '../errors.ts'

const MAX_TIMER_MS = 2 ** 31 - 1

/** One request under way: ends with the caller's signal, or when the service stays silent for too long. */
export class Attempt {
  readonly #stop = new AbortController()
  readonly #outer: AbortSignal | undefined
  readonly #silence: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #silenceMs: number

  constructor(outer: AbortSignal | undefined, silenceMs: number) {
    this.#outer = outer
    this.#silenceMs = silenceMs
    this.#silence = () => this.#stop.abort(new TimeoutError(`The service was silent for ${this.#silenceMs} ms`))
    if (outer?.aborted) this.#abort()
    else outer?.addEventListener('abort', this.#abort, { once: true })
    this.alive()
  }

  readonly #abort = (): void => this.#stop.abort(this.#outer?.reason)

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** Begins to wait anew. */
  alive(silenceMs = this.#silenceMs): void {
    this.pause()
    this.#silenceMs = silenceMs
    // a timer of more is one of none
    if (silenceMs <= MAX_TIMER_MS) this.#timer = setTimeout(this.#silence, silenceMs)
  }

  /** It is not the service that is waited for now. */
  pause(): void {
    clearTimeout(this.#timer)
  }

  /** What to throw for an error of the transport: the caller's own reason, or an error of this client. */
  reasonOf(error: unknown, origin: string): unknown {
    if (this.#outer?.aborted) return this.#outer.reason
    if (this.#stop.signal.reason instanceof TimeoutError) return this.#stop.signal.reason
    if (error instanceof NemoBatchError) return error
    return new ConnectionError(`The connection to ${origin} failed: ${textOf(error)}`, { cause: error })
  }

  end(): void {
    this.pause()
    this.#outer?.removeEventListener('abort', this.#abort)
  }

  /** Ends it, and the connection under it. */
  cancel(): void {
    this.end()
    this.#stop.abort()
  }
}

/** fetch says what happened in the cause of its error. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return cause.message || ('code' in cause ? String(cause.code) : error.message)
}
