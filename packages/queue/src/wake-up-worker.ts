import { withDeadline } from '@nemo-batch/runtime'
import { WaitingError } from 'bullmq'
import { type BullJob, type OpenWorker, openWorker } from './bull-worker.ts'
import { backoffMs, settlesWithin, sleepUnlessAborted } from './deadline.ts'
import { describeError, QueueError } from './errors.ts'
import { type QueueOptions, type ResolvedOptions, requireName, resolveOptions } from './options.ts'
import { readPayload } from './wake-up.ts'

/** Called for each wake-up. What it throws is logged and goes no further; `signal` aborts when the run has to end. */
export type WakeUpHandler = (jobId: string, signal: AbortSignal) => Promise<void>

export interface WakeUpWorker {
  /**
   * Takes nothing new, aborts the signals of running handlers, waits for them and cuts the connections; settles within
   * `deadlineMs` (10 s), with the backend or without it. A handler that outlives it loses its lock, and its wake-up
   * goes to another worker. Never throws.
   */
  close(deadlineMs?: number): Promise<void>
  /** Takes nothing new, for good; handlers run on, undisturbed. */
  pause(): Promise<void>
  /** Whether wake-ups are being taken now: false while the backend has not been reached, once paused, once closed. */
  isRunning(): boolean
}

export type WakeUpWorkerOptions = QueueOptions & { name: string; concurrency: number; handle: WakeUpHandler }

const CLOSE_DEADLINE_MS = 10_000
const READY_TIMEOUT_MS = 30_000
const FIRST_CONTACT_MS = 5_000
const MAX_BACKOFF_MS = 5_000
/** A worker that ran for so long was well: the next failure starts at the shortest backoff again. */
const HEALTHY_AFTER_MS = 10_000

/**
 * Starts taking wake-ups, and goes on doing so through outages: a worker that cannot be built, or dies, is built again.
 * Resolves after the first contact with the backend, or after 5 s without one.
 * @throws QueueError `queue_options_invalid`
 */
export async function startWakeUpWorker(options: WakeUpWorkerOptions): Promise<WakeUpWorker> {
  const { concurrency, handle } = options
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new QueueError('queue_options_invalid', 'concurrency must be a whole number of at least 1')
  const worker = new SupervisedWorker(resolveOptions(options), requireName('name', options.name), concurrency, handle)
  await settlesWithin(worker.start(), FIRST_CONTACT_MS)
  return worker
}

class SupervisedWorker implements WakeUpWorker {
  readonly #options: ResolvedOptions
  readonly #name: string
  readonly #concurrency: number
  readonly #handle: WakeUpHandler
  readonly #firstContact = Promise.withResolvers<void>()
  readonly #closing = new AbortController()
  #paused = false
  #open: OpenWorker | undefined
  #supervision: Promise<void> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(options: ResolvedOptions, name: string, concurrency: number, handle: WakeUpHandler) {
    this.#options = options
    this.#name = name
    this.#concurrency = concurrency
    this.#handle = handle
  }

  start(): Promise<void> {
    this.#supervision = this.#supervise()
    return this.#firstContact.promise
  }

  isRunning(): boolean {
    return !this.#stopping && this.#open?.worker.isRunning() === true
  }

  async pause(): Promise<void> {
    this.#paused = true
    await this.#open?.worker.pause(true)
  }

  close(deadlineMs = CLOSE_DEADLINE_MS): Promise<void> {
    this.#closed ??= this.#end(deadlineMs)
    return this.#closed
  }

  async #end(deadlineMs: number): Promise<void> {
    this.#closing.abort()
    const open = this.#open
    if (open !== undefined) {
      open.worker.cancelAllJobs('the worker is closing')
      const ended = await settlesWithin(open.worker.close(), deadlineMs * 0.8)
      if (!ended) this.#log('warn', 'worker did not end in time; its connections are cut')
      await settlesWithin(open.destroy(), deadlineMs * 0.1)
    }
    await settlesWithin(this.#supervision, deadlineMs * 0.1)
  }

  get #stopping(): boolean {
    return this.#paused || this.#closing.signal.aborted
  }

  /** One BullMQ worker after the other until we are told to stop; there should be only one. */
  async #supervise(): Promise<void> {
    for (let attempt = 0; !this.#stopping; attempt += 1) {
      const startedAt = performance.now()
      try {
        await this.#runOne()
        if (!this.#stopping) this.#log('warn', 'worker stopped by itself; starting another')
      } catch (error) {
        this.#log('warn', `worker could not run: ${describeError(error)}`)
      }
      this.#firstContact.resolve()
      if (this.#stopping) return
      if (performance.now() - startedAt > HEALTHY_AFTER_MS) attempt = 0
      await sleepUnlessAborted(backoffMs(attempt, MAX_BACKOFF_MS), this.#closing.signal)
    }
  }

  async #runOne(): Promise<void> {
    const open = await openWorker(this.#options, this.#name, this.#concurrency, (job, token, signal) =>
      this.#process(job, token, signal),
    )
    if (this.#closing.signal.aborted) return await this.#abandon(open)
    this.#open = open
    try {
      await withDeadline(open.worker.waitUntilReady(), READY_TIMEOUT_MS, 'the queue backend did not answer in time')
      if (this.#stopping) return
      const run = open.worker.run()
      this.#firstContact.resolve()
      await Promise.race([run, open.broken])
    } finally {
      // A paused or closing worker may still have handlers at work; `close` ends it.
      if (!this.#stopping) await this.#abandon(open)
    }
  }

  async #abandon(open: OpenWorker): Promise<void> {
    this.#open = undefined
    open.worker.cancelAllJobs('the worker has lost its backend')
    await settlesWithin(open.worker.close(true), FIRST_CONTACT_MS)
    await settlesWithin(open.destroy(), FIRST_CONTACT_MS)
  }

  /** Never throws an error of the handler's: its text would be written to the backend, which may refuse it. */
  async #process(job: BullJob, token: string | undefined, signal = new AbortController().signal): Promise<void> {
    if (this.#stopping) {
      // BullMQ may claim one more wake-up while it stops.
      await job.moveToWait(token)
      throw new WaitingError()
    }
    const jobId = readPayload(job.data)
    if (jobId === undefined) return this.#log('error', 'a wake-up without a job id was dropped')
    try {
      await this.#handle(jobId, signal)
    } catch (error) {
      this.#options.logger.error({ queue: this.#name, jobId, error: describeError(error) }, 'wake-up handler failed')
    }
  }

  #log(level: 'warn' | 'error', message: string): void {
    this.#options.logger[level]({ queue: this.#name, backend: this.#options.backend }, message)
  }
}
