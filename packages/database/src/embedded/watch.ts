import { EventEmitter } from 'node:events'
import type { Postmaster } from './postmaster.ts'
import { isRunning } from './process-identity.ts'
import type { SupervisorLogger } from './supervisor-logger.ts'

const LOOK_EVERY_MS = 500
const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 10_000

type WatchOptions = {
  readonly restart: () => Promise<Postmaster>
  readonly logger: SupervisorLogger | undefined
}

/**
 * Looks after one server and restarts it when it has died: at once, then with growing pauses, for as long as needed.
 * It is no child of ours (it must outlive us), so its end is seen by looking, not by a signal.
 */
export class Watch {
  #postmaster: Postmaster
  readonly #options: WatchOptions
  readonly #events = new EventEmitter<{ exit: []; restart: [] }>()
  readonly #timer: NodeJS.Timeout
  readonly #end = new AbortController()
  #restarting: Promise<void> | undefined

  constructor(postmaster: Postmaster, options: WatchOptions) {
    this.#postmaster = postmaster
    this.#options = options
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  onExit(callback: () => void): void {
    this.#events.on('exit', callback)
  }

  onRestart(callback: () => void): void {
    this.#events.on('restart', callback)
  }

  /** Waits for a restart that is under way, so that no server comes up behind the caller's back. */
  async end(): Promise<Postmaster> {
    clearInterval(this.#timer)
    this.#end.abort()
    await this.#restarting
    return this.#postmaster
  }

  #look(): void {
    if (this.#restarting !== undefined || isRunning(this.#postmaster.pid)) return
    this.#options.logger?.warn({ pid: this.#postmaster.pid }, 'Postgres has died and is restarted')
    this.#restarting = this.#restart().finally(() => {
      this.#restarting = undefined
    })
    this.#events.emit('exit')
  }

  async #restart(): Promise<void> {
    for (let delayMs = FIRST_DELAY_MS; !this.#end.signal.aborted; delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)) {
      try {
        this.#postmaster = await this.#options.restart()
        this.#options.logger?.warn({ pid: this.#postmaster.pid }, 'Postgres is running again')
        this.#events.emit('restart')
        return
      } catch (error) {
        this.#options.logger?.warn({ err: error, retryInMs: delayMs }, 'Postgres could not be restarted')
        await pause(delayMs, this.#end.signal)
      }
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
