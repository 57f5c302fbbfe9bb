import type { ServiceEvent } from '../types.ts'

/** Which events were given, so that none is given twice. Some 100 bytes for each. */
export class SeenEvents {
  readonly #ids = new Set<string>()
  #skippedUntil: string | undefined
  last: ServiceEvent | null = null
  /** Where a stream is taken up. Never from a list: an event may still come before the last one there. */
  streamedId: string | undefined
  /** How far the list was read: nothing comes any more before the beginning of its last page. */
  listCursor: string | undefined

  /** @param after the id of an event that was given before, by another one */
  constructor(after: string | undefined) {
    this.streamedId = after
    this.#skippedUntil = after
  }

  /** @returns whether it is new */
  takeStreamed(event: ServiceEvent): boolean {
    this.streamedId = event.id
    return this.#take(event)
  }

  /** @returns whether it is new; the first list is read from its beginning */
  takeListed(event: ServiceEvent): boolean {
    if (this.#skippedUntil === undefined) return this.#take(event)
    if (event.id === this.#skippedUntil) this.#skippedUntil = undefined
    return false
  }

  #take(event: ServiceEvent): boolean {
    if (this.#ids.has(event.id)) return false
    this.#ids.add(event.id)
    this.last = event
    return true
  }
}
