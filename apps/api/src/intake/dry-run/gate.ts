/** Lets so many in at once; the others wait in turn. */
export class Gate {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(places: number) {
    this.#free = places
  }

  /** @returns false, without a place, when the signal came first */
  async enter(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    if (this.#free > 0) {
      this.#free--
      return true
    }
    return new Promise((resolve) => {
      const settle = (isIn: boolean): void => {
        this.#waiting.delete(comeIn)
        signal.removeEventListener('abort', giveUp)
        resolve(isIn)
      }
      const comeIn = (): void => settle(true)
      const giveUp = (): void => settle(false)
      this.#waiting.add(comeIn)
      signal.addEventListener('abort', giveUp)
    })
  }

  /** Of whoever was let in. */
  leave(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#free++
    else next()
  }
}
