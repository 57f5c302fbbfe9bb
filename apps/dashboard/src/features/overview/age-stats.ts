import type { Stats } from '@nemo-batch/sdk'

/** How many intervals have begun since figures were read. */
export const intervalsSince = ({ to, interval_seconds: intervalS }: Stats, nowMs: number): number =>
  Math.max(0, Math.ceil((nowMs - Date.parse(to)) / (intervalS * 1_000)))

/**
 * What figures that were read some intervals ago say now. Changes are told at once, and then figures are read anew; so
 * while nothing is told, nothing ends: the intervals since are empty, and as many at the beginning are over.
 */
export function ageStats(stats: Stats, passed: number): Stats {
  if (passed === 0) return stats
  const intervalMs = stats.interval_seconds * 1_000
  const fromMs = Date.parse(stats.from) + passed * intervalMs
  const throughput = stats.throughput.map((_, index) => {
    const at = new Date(fromMs + index * intervalMs).toISOString()
    return { completed: 0, failed: 0, canceled: 0, credits: 0, ...stats.throughput[index + passed], at }
  })
  return {
    ...stats,
    from: new Date(fromMs).toISOString(),
    to: new Date(Date.parse(stats.to) + passed * intervalMs).toISOString(),
    throughput,
    totals: totalsOf(throughput),
  }
}

function totalsOf(throughput: Stats['throughput']): Stats['totals'] {
  const sum = (name: 'completed' | 'failed' | 'canceled' | 'credits'): number =>
    throughput.reduce((total, interval) => total + interval[name], 0)
  const [completed, failed] = [sum('completed'), sum('failed')]
  return {
    completed,
    failed,
    canceled: sum('canceled'),
    failure_rate: completed + failed === 0 ? null : failed / (completed + failed),
    credits: sum('credits'),
  }
}
