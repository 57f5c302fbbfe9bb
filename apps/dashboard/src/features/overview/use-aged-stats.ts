import type { Stats } from '@nemo-batch/sdk'
import { useMemo } from 'react'
import { useNowMs } from '../../ui/now.ts'
import { ageStats, intervalsSince } from './age-stats.ts'

/** Figures as they are now, though they were read before: see `ageStats`. */
export function useAgedStats<Read extends Stats | undefined>(stats: Read): Read | Stats {
  const nowMs = useNowMs()
  const passed = stats === undefined ? 0 : intervalsSince(stats, nowMs)
  return useMemo(() => (stats === undefined ? stats : ageStats(stats, passed)), [stats, passed])
}
