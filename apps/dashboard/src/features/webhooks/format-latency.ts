import i18next from 'i18next'
import { formatDuration } from '../../ui/format.ts'

/** 12 ms, 0.9 s: what answers take is told from each other below a second. */
export const formatLatency = (durationMs: number): string =>
  durationMs >= 1_000
    ? formatDuration(durationMs)
    : new Intl.NumberFormat(i18next.language, { style: 'unit', unit: 'millisecond' }).format(Math.round(durationMs))
