export type Tick = { readonly atMs: number /** 0–1 of the whole. */; readonly share: number }

const MOST_TICKS = 12
const SECOND_MS = 1_000
const STEPS_MS = [
  ...[100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200].map((seconds) => seconds * SECOND_MS),
]
const LONGEST_STEP_MS = 14_400 * SECOND_MS

/** Round times that divide the whole into a dozen parts at most, beginning with 0. */
export function ticksOf(totalMs: number): readonly Tick[] {
  const stepMs = STEPS_MS.find((step) => totalMs / step <= MOST_TICKS) ?? LONGEST_STEP_MS
  const count = Math.min(MOST_TICKS, Math.floor(totalMs / stepMs))
  return Array.from({ length: count + 1 }, (_, at) => ({ atMs: at * stepMs, share: (at * stepMs) / totalMs }))
}

/** As players show it: 0:07, 1:05, 1:02:03; with tenths of a second where there are any. */
export function formatTimecode(timeMs: number): string {
  const tenths = Math.round(Math.max(0, timeMs) / 100)
  const seconds = Math.floor(tenths / 10)
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  const head = hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}` : `${minutes}`
  const tail = tenths % 10 === 0 ? '' : `.${tenths % 10}`
  return `${head}:${String(seconds % 60).padStart(2, '0')}${tail}`
}
