import { useSyncExternalStore } from 'react'

const EVERY_MS = 1_000
const readers = new Set<() => void>()
let nowMs = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  nowMs = Date.now()
  for (const reader of readers) reader()
}

function subscribe(reader: () => void): () => void {
  readers.add(reader)
  if (timer === undefined) {
    tick()
    timer = setInterval(tick, EVERY_MS)
  }
  return () => {
    readers.delete(reader)
    if (readers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, each second; one clock for the whole page. */
export const useNowMs = (): number => useSyncExternalStore(subscribe, () => nowMs)
