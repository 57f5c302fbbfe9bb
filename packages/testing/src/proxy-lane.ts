import type { Socket } from 'node:net'

/** `upstream` runs from the client to the server, `downstream` back. */
export type Direction = 'upstream' | 'downstream'

export type LaneFaults = {
  readonly isSilent: boolean
  readonly delayMs: number
  readonly jitterMs: number
  readonly bytesPerChunk: number
  readonly everyMs: number
}

export const NO_FAULTS: LaneFaults = {
  isSilent: false,
  delayMs: 0,
  jitterMs: 0,
  bytesPerChunk: Number.POSITIVE_INFINITY,
  everyMs: 0,
}

export type LaneOptions = {
  readonly from: Socket
  readonly to: Socket
  readonly direction: Direction
  /** Those in force now: asked before each write. */
  readonly faults: () => LaneFaults
  /** Bytes that may pass until `onLimit`; with 0 the first byte is already kept back. */
  readonly limitBytes: number
  readonly onLimit: () => void
}

type Held = { bytes: Buffer; readonly arrivedAt: number; readonly luck: number }

/** Held in one lane at most, before its sender is made to wait. */
const MAX_HELD_BYTES = 64 * 1024

/** One direction of one connection: what comes in is held until the faults let it go on, whole or in slices. */
export class ProxyLane {
  readonly #options: LaneOptions
  readonly #held: Held[] = []
  #heldBytes = 0
  #leftBytes: number
  #nextSliceAt = 0
  #isFull = false
  #source: 'open' | 'ended' | 'gone' | 'cut' = 'open'
  #isOver = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: LaneOptions) {
    this.#options = options
    this.#leftBytes = options.limitBytes
    const { from, to } = options
    from.on('data', (bytes) => this.#take(bytes))
    from.on('end', () => this.#sourceLeft('ended'))
    from.on('close', (hadError) => {
      if (hadError || !from.readableEnded) this.#sourceLeft('gone')
    })
    to.on('drain', () => {
      this.#isFull = false
      this.pump()
    })
    to.on('close', () => this.#stop())
  }

  /** Lets go of the limit: as many bytes may pass as come. */
  lift(): void {
    this.#leftBytes = Number.POSITIVE_INFINITY
  }

  /** Passes on whatever the faults allow by now. */
  pump(): void {
    clearTimeout(this.#timer)
    if (this.#options.faults().isSilent) return
    if (this.#source === 'gone') this.#passOnLoss()
    while (!this.#isOver && !this.#isFull) {
      const next = this.#held[0]
      if (next === undefined) {
        this.#passOnEnd()
        return
      }
      const waitMs = this.#dueAt(next) - performance.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.pump(), waitMs)
        return
      }
      this.#writeFrom(next)
    }
  }

  #take(bytes: Buffer): void {
    if (this.#isOver) return
    this.#held.push({ bytes, arrivedAt: performance.now(), luck: Math.random() })
    this.#heldBytes += bytes.length
    if (this.#heldBytes >= MAX_HELD_BYTES) this.#options.from.pause()
    this.pump()
  }

  #sourceLeft(how: 'ended' | 'gone'): void {
    if (this.#source === 'cut') return
    this.#source = how
    // What a client asked for and gave up on, while nothing passed, is not asked for by itself later.
    if (this.#options.direction === 'upstream' && this.#options.faults().isSilent) this.#held.length = 0
    this.pump()
  }

  #dueAt({ arrivedAt, luck }: Held): number {
    const { delayMs, jitterMs, everyMs } = this.#options.faults()
    return Math.max(arrivedAt + delayMs + luck * jitterMs, everyMs > 0 ? this.#nextSliceAt : 0)
  }

  #writeFrom(next: Held): void {
    const { from, to, faults } = this.#options
    const { bytesPerChunk, everyMs } = faults()
    const slice = next.bytes.subarray(0, Math.min(bytesPerChunk, this.#leftBytes))
    next.bytes = next.bytes.subarray(slice.length)
    if (next.bytes.length === 0) this.#held.shift()
    this.#leftBytes -= slice.length
    this.#heldBytes -= slice.length
    this.#nextSliceAt = performance.now() + everyMs
    if (this.#heldBytes < MAX_HELD_BYTES) from.resume()
    if (this.#leftBytes > 0) this.#isFull = !to.write(slice)
    else this.#endAtLimit(slice)
  }

  /** Only once the last bytes have left: a reset takes with it what has not. */
  #endAtLimit(slice: Buffer): void {
    const { to, onLimit } = this.#options
    this.#stop()
    this.#source = 'cut'
    if (slice.length === 0) onLimit()
    else to.write(slice, onLimit)
  }

  #passOnEnd(): void {
    if (this.#source !== 'ended') return
    this.#stop()
    this.#options.to.end()
  }

  #passOnLoss(): void {
    this.#stop()
    this.#options.to.resetAndDestroy()
  }

  #stop(): void {
    this.#isOver = true
    this.#held.length = 0
    clearTimeout(this.#timer)
    // read on, so that the end of the sender is still seen
    this.#options.from.resume()
  }
}
