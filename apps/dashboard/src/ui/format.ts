import i18next from 'i18next'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** As `Intl` knows what is spoken. */
export const language = (): string => (i18next.language === 'zh' ? 'zh-CN' : 'en-GB')

/** Formats are kept: making one takes longer than drawing a whole row of a table. */
function keep<Options, Format>(make: (language: string, options: Options) => Format): (options: Options) => Format {
  const made = new Map<string, Format>()
  return (options) => {
    const key = language() + JSON.stringify(options)
    const format = made.get(key) ?? make(language(), options)
    made.set(key, format)
    return format
  }
}
const numberFormat = keep((tag, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options))
const dateFormat = keep((tag, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options))
const agoFormat = keep((tag, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(tag, options))

export const formatCount = (count: number): string => numberFormat({}).format(count)

/** @param share 0–1 */
export const formatShare = (share: number): string =>
  numberFormat({ style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share)

export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const unit = units[power] ?? 'byte'
  return numberFormat({ style: 'unit', unit, maximumFractionDigits: power === 0 ? 0 : 1 }).format(bytes / 1000 ** power)
}

/** 0.4 s, 12 s, 3 min 5 s, 2 h 10 min, 4 d 3 h: the two largest parts. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs)
  if (ms < 10 * SECOND_MS) return part(ms / SECOND_MS, 'second', 1)
  if (ms < MINUTE_MS) return part(Math.floor(ms / SECOND_MS), 'second')
  if (ms < HOUR_MS) return parts(ms, MINUTE_MS, 'minute', SECOND_MS, 'second')
  if (ms < DAY_MS) return parts(ms, HOUR_MS, 'hour', MINUTE_MS, 'minute')
  return parts(ms, DAY_MS, 'day', HOUR_MS, 'hour')
}

function parts(ms: number, largeMs: number, large: Unit, smallMs: number, small: Unit): string {
  const rest = Math.floor((ms % largeMs) / smallMs)
  return part(Math.floor(ms / largeMs), large) + (rest === 0 ? '' : ` ${part(rest, small)}`)
}

type Unit = 'second' | 'minute' | 'hour' | 'day'
const part = (count: number, unit: Unit, digits = 0): string =>
  numberFormat({
    style: 'unit',
    unit,
    unitDisplay: 'narrow',
    maximumFractionDigits: digits,
  }).format(count)

/** "3 minutes ago", "in 2 hours". */
export function formatAgo(at: Date, nowMs: number): string {
  const ms = at.getTime() - nowMs
  const format = agoFormat({ numeric: 'auto', style: 'short' })
  const size = Math.abs(ms)
  if (size < MINUTE_MS) return format.format(Math.round(ms / SECOND_MS), 'second')
  if (size < HOUR_MS) return format.format(Math.round(ms / MINUTE_MS), 'minute')
  if (size < DAY_MS) return format.format(Math.round(ms / HOUR_MS), 'hour')
  return format.format(Math.round(ms / DAY_MS), 'day')
}

/** In the viewer's zone, to the second, with the zone. */
export const formatExact = (at: Date): string => dateFormat({ dateStyle: 'medium', timeStyle: 'long' }).format(at)

/** The time of the day to the millisecond, for what happened close together. */
export const formatClock = (at: Date): string =>
  dateFormat({
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(at)
