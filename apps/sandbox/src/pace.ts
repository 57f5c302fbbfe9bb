import { setTimeout as delay } from 'node:timers/promises'
import type { RangeMs } from './config.ts'

/** Waits and dice of one sandbox: seeded, so that two runs of the same calls take the same course. */
export class Pace {
  readonly #stopping: AbortSignal
  #state: number

  constructor(seed: number, stopping: AbortSignal) {
    this.#state = seed >>> 0
    this.#stopping = stopping
  }

  /** 0 ≤ x < 1 (mulberry32). */
  roll(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  pick(range: RangeMs): number {
    return range.minMs + Math.round(this.roll() * (range.maxMs - range.minMs))
  }

  /** Rejects when the sandbox stops, or `signal` is aborted. A wait of nothing costs no timer. */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    const signals = signal === undefined ? [this.#stopping] : [this.#stopping, signal]
    for (const each of signals) each.throwIfAborted()
    if (ms <= 0) return
    await delay(ms, undefined, { signal: signals.length === 1 ? this.#stopping : AbortSignal.any(signals) })
  }
}
