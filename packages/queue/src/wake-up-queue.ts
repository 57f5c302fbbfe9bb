import { withDeadline } from '@nemo-batch/runtime'
import { type OpenQueue, openQueue, type QueueBoard, type QueueDepth } from './bull-queue.ts'
import { settlesWithin } from './deadline.ts'
import { describeError, errorCode, QueueError } from './errors.ts'
import { type QueueBackend, type QueueOptions, type ResolvedOptions, requireName, resolveOptions } from './options.ts'
import { isSchemaMissing } from './postgres-schema.ts'
import { toQueuedWakeUp, type WakeUp } from './wake-up.ts'

/** The producer's side. Every call fails with a QueueError within seconds while the backend is away. */
export interface WakeUpQueue {
  readonly backend: QueueBackend
  /**
   * Queues the wake-ups; one that is still queued or running under the same number is left as it is.
   * On `queue_unavailable` some of them may have been queued: calling again is safe.
   * @throws QueueError `queue_unavailable`, `queue_closed`, `wake_up_invalid` (then none was queued)
   */
  wake(wakeUps: readonly WakeUp[]): Promise<void>
  /** @throws QueueError `queue_unavailable`, `queue_closed` */
  depth(): Promise<QueueDepth>
  /** @throws QueueError `queue_unavailable`, `queue_closed` */
  ping(): Promise<void>
  /**
   * What bull-board shows the queue by, as it is open now; it reads and never writes.
   * @throws QueueError `queue_unavailable`, `queue_closed`
   */
  board(): Promise<QueueBoard>
  /** Settles within `deadlineMs` (5 s), with the backend or without it. Never throws. */
  close(deadlineMs?: number): Promise<void>
}

const OPERATION_TIMEOUT_MS = 10_000
const WAKE_UPS_PER_INSERT = 1_000
const CLOSE_DEADLINE_MS = 5_000

/**
 * A queue to wake workers through. The backend may be away: it is reached for at once, but only using the queue fails.
 * @throws QueueError `queue_options_invalid`
 */
export async function createWakeUpQueue(options: QueueOptions & { name: string }): Promise<WakeUpQueue> {
  const queue = new LazyQueue(resolveOptions(options), requireName('name', options.name))
  await queue.ping().catch(() => undefined)
  return queue
}

class LazyQueue implements WakeUpQueue {
  readonly backend: QueueBackend
  readonly #options: ResolvedOptions
  readonly #name: string
  readonly #closing = new AbortController()
  #opening: Promise<OpenQueue> | undefined

  constructor(options: ResolvedOptions, name: string) {
    this.backend = options.backend
    this.#options = options
    this.#name = name
  }

  async wake(wakeUps: readonly WakeUp[]): Promise<void> {
    const queued = wakeUps.map(toQueuedWakeUp)
    for (let from = 0; from < queued.length; from += WAKE_UPS_PER_INSERT) {
      const some = queued.slice(from, from + WAKE_UPS_PER_INSERT)
      await this.#use((queue) => queue.add(some))
    }
  }

  depth(): Promise<QueueDepth> {
    return this.#use((queue) => queue.depth())
  }

  ping(): Promise<void> {
    return this.#use((queue) => queue.ping())
  }

  board(): Promise<QueueBoard> {
    return this.#use(async (queue) => queue.board)
  }

  async close(deadlineMs = CLOSE_DEADLINE_MS): Promise<void> {
    const opening = this.#opening
    this.#opening = undefined
    this.#closing.abort()
    if (opening === undefined) return
    const destroyed = (async () => {
      const queue = await opening
      await settlesWithin(queue.close(), deadlineMs / 2)
      await queue.destroy()
    })()
    await settlesWithin(destroyed, deadlineMs)
  }

  async #use<T>(work: (queue: OpenQueue) => Promise<T>): Promise<T> {
    if (this.#closing.signal.aborted) throw new QueueError('queue_closed', 'the queue is closed')
    try {
      return await withDeadline(this.#attempt(work), OPERATION_TIMEOUT_MS, 'the queue did not answer in time')
    } catch (error) {
      throw new QueueError('queue_unavailable', `the queue cannot be used: ${describeError(error)}`, error)
    }
  }

  /** Every use may be repeated: an id that is queued already is left as it is. */
  async #attempt<T>(work: (queue: OpenQueue) => Promise<T>): Promise<T> {
    const opening = this.#open()
    const queue = await opening
    try {
      return await work(queue)
    } catch (error) {
      if (!isSchemaMissing(errorCode(error))) throw error
      this.#discard(opening, queue)
      return await work(await this.#open())
    }
  }

  #open(): Promise<OpenQueue> {
    if (this.#opening !== undefined) return this.#opening
    const opening = openQueue(this.#options, this.#name, this.#closing.signal)
    this.#opening = opening
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined
    })
    return opening
  }

  /** The schema was dropped under us; opening the queue anew makes it again. */
  #discard(opening: Promise<OpenQueue>, queue: OpenQueue): void {
    if (this.#opening !== opening) return
    this.#opening = undefined
    queue.forgetSchema()
    void queue.destroy()
  }
}
