import { createRandom, type Random } from './random.ts'
import { createWeather, type Weather } from './weather.ts'

/** Something that computes: what is to happen inside of it waits while it is frozen, and never happens once it is dead. */
export type Process = { readonly name: string; isAlive: boolean; frozenUntilMs: number }

type Item = { dueMs: number; readonly owner: Process | null; readonly run: () => void }

/** How the outside of a process carries an effect out. */
type EffectOptions<T> = {
  readonly what: string
  readonly perform: () => T
  readonly least?: number
  readonly most?: number
  /** The promise fails with what this gives as soon as `signal` is aborted; the effect itself takes place all the same. */
  readonly signal?: AbortSignal | undefined
  readonly onAbort?: () => Error
}

export type World = {
  readonly random: Random
  readonly weather: Weather
  nowMs(): number
  clock(): Date
  after(delayMs: number, owner: Process | null, run: () => void): void
  effect<T>(owner: Process, options: EffectOptions<T>): Promise<T>
  /** Something was resolved or aborted: what waits for it has to run before the next item. */
  touch(): void
  /** Runs what is due, in the order of time, until `isOver` or until `untilMs`. */
  run(untilMs: number, isOver: () => boolean): Promise<void>
  trace(who: string, what: string): void
}

/** Some day in winter; schedules are told in milliseconds from here. */
const EPOCH_MS = Date.UTC(2026, 0, 1)

/**
 * Virtual time and one list of what is to happen. Every effect of a process takes place some time after it was asked
 * for, and its answer comes some time after that: between any two of them anything else may happen, and the process
 * may die or stand still. All chance comes from one seed, so the same seed gives the same history.
 */
export function createWorld(seed: number, tell?: (line: string) => void): World {
  const random = createRandom(seed)
  const weather = createWeather(random)
  const items: Item[] = []
  let nowMs = 0
  let isTouched = false

  const after: World['after'] = (delayMs, owner, run) => {
    items.push({ dueMs: nowMs + delayMs, owner, run })
  }
  const trace: World['trace'] = (who, what) => tell?.(`${String(nowMs).padStart(8)} ms  ${who.padEnd(10)} ${what}`)

  function die(owner: Process, why: string): void {
    owner.isAlive = false
    trace(owner.name, `dies ${why}`)
  }

  function takeNext(): Item | null {
    let best = -1
    for (let index = 0; index < items.length; index++)
      if (best < 0 || (items[index] as Item).dueMs < (items[best] as Item).dueMs) best = index
    return best < 0 ? null : (items.splice(best, 1)[0] ?? null)
  }

  function latency(least: number, most: number): number {
    return random.between(least, most) + (weather.strikes('slow') ? random.between(500, 4_000) : 0)
  }

  return {
    random,
    weather,
    after,
    trace,
    nowMs: () => nowMs,
    clock: () => new Date(EPOCH_MS + nowMs),
    touch: () => {
      isTouched = true
    },
    effect<T>(owner: Process, { what, perform, least = 1, most = 20, signal, onAbort }: EffectOptions<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (weather.strikes('crash_before')) return die(owner, `before ${what}`)
        let isSettled = false
        const settle = (how: () => void): void => {
          if (isSettled) return
          isSettled = true
          signal?.removeEventListener('abort', abort)
          isTouched = true
          how()
        }
        const abort = (): void => settle(() => reject(onAbort?.() ?? signal?.reason))
        if (signal?.aborted) return abort()
        signal?.addEventListener('abort', abort)
        after(latency(least, most), null, () => {
          let answer: () => void
          try {
            const result = perform()
            trace(owner.name, what)
            answer = () => resolve(result)
          } catch (error) {
            trace(owner.name, `${what} -> ${error instanceof Error ? `${error.name}: ${error.message}` : error}`)
            answer = () => reject(error)
          }
          if (owner.isAlive && weather.strikes('crash_after')) return die(owner, `after ${what}`)
          if (owner.isAlive && weather.strikes('freeze')) {
            owner.frozenUntilMs = nowMs + random.between(2_000, 40_000)
            trace(owner.name, `stands still until ${owner.frozenUntilMs} ms`)
          }
          after(latency(least, most), owner, () => settle(answer))
        })
      })
    },
    async run(untilMs, isOver) {
      for (let item = takeNext(); item !== null; item = takeNext()) {
        if (item.owner !== null && !item.owner.isAlive) continue
        if (item.owner !== null && item.owner.frozenUntilMs > item.dueMs) {
          items.push({ ...item, dueMs: item.owner.frozenUntilMs })
          continue
        }
        if (item.dueMs > untilMs) {
          items.push(item)
          nowMs = untilMs
          return
        }
        nowMs = Math.max(nowMs, item.dueMs)
        item.run()
        if (isTouched) {
          isTouched = false
          await new Promise((resolve) => setImmediate(resolve))
        }
        if (isOver()) return
      }
    },
  }
}
