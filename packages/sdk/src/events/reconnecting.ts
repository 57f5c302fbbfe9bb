import { ApiError, ConnectionError, UnexpectedAnswerError } from '../errors.ts'
import { backoffMs, isPassing, MAX_RETRY_AFTER_MS } from '../http/retry.ts'

/** A stream that brought something is taken up soon. */
const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 5_000
/** A connection that held so long was a good one, even without an event: what follows is a new loss. */
const GOOD_CONNECTION_MS = 10_000

/** How the connections of one watcher have fared, and so whether and when there is a next one. */
export class Reconnecting {
  readonly #maxRetries: number
  readonly #patienceMs: number
  #tries = 0
  #openedAtMs: number | null = null
  #lostAtMs: number | null = null

  /** @param maxRetries before there was any connection; after that, patience counts */
  constructor(maxRetries: number, patienceMs: number) {
    this.#maxRetries = maxRetries
    this.#patienceMs = patienceMs
  }

  begins(): void {
    this.#tries += 1
  }

  opened(): void {
    this.#openedAtMs = Date.now()
    this.#lostAtMs = null
  }

  brought(): void {
    this.#tries = 0
  }

  /** Whether somebody is there who can be asked another way. */
  canBeAsked(failure: unknown): boolean {
    if (!(failure instanceof ConnectionError)) return willPass(failure)
    return this.#openedAtMs !== null && this.#lostAtMs === null
  }

  /** @throws the failure itself when it will not pass, or has lasted for too long */
  delayMsAfter(failure: unknown): number {
    if (!willPass(failure)) throw failure
    const nowMs = Date.now()
    if (this.#openedAtMs === null) {
      if (this.#tries > this.#maxRetries) throw failure
    } else {
      if (this.#lostAtMs === null && nowMs - this.#openedAtMs > GOOD_CONNECTION_MS) this.#tries = 0
      this.#lostAtMs ??= nowMs
      if (nowMs - this.#lostAtMs > this.#patienceMs) throw failure
    }
    return this.#delayMs(failure, Math.random())
  }

  #delayMs(failure: unknown, random: number): number {
    const retryAfterMs = failure instanceof ApiError ? failure.retryAfterMs : null
    if (retryAfterMs !== null) return Math.min(MAX_RETRY_AFTER_MS, retryAfterMs) + random * FIRST_DELAY_MS
    const tries = Math.max(1, this.#tries)
    return this.#openedAtMs === null ? backoffMs(tries, random) : backoffMs(tries, random, FIRST_DELAY_MS, MAX_DELAY_MS)
  }
}

/** Whether the same may do better a little later, whatever it takes. */
export const willPass = (failure: unknown): boolean =>
  isPassing(failure) ||
  failure instanceof UnexpectedAnswerError ||
  (failure instanceof ApiError && failure.status >= 500)
