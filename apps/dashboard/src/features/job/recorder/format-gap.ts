import { formatDuration, language } from '../../../ui/format.ts'

/** As a duration, to the millisecond while it is short. */
export const formatGap = (gapMs: number): string =>
  gapMs < 1_000
    ? new Intl.NumberFormat(language(), { style: 'unit', unit: 'millisecond', unitDisplay: 'narrow' }).format(
        Math.max(0, gapMs),
      )
    : formatDuration(gapMs)
