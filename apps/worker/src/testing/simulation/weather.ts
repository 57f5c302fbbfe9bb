import type { Random } from './random.ts'

/** What can go wrong, by how often there is an opportunity for it. */
const FAULTS = {
  /** At each effect, or each second: a schedule has hundreds. */
  everywhere: [
    ...(['crash_before', 'crash_after', 'freeze', 'stop', 'slow', 'unwritable', 'renewal_failed'] as const),
    ...(['database_away_before', 'database_away_after'] as const),
  ],
  /** At each wake-up or call of the provider, or whenever a caller may act: a schedule has dozens. */
  often: [
    ...(['wake_dropped', 'wake_doubled', 'wake_late'] as const),
    ...([
      'rate_limited',
      'server_error',
      'network_not_taken',
      'network_taken',
      'token_expired',
      'session_lost',
    ] as const),
    ...(['stale_state', 'cancel', 'pause', 'credits_gone', 'plan_gone', 'resume_account'] as const),
  ],
  /** Once or twice in the life of a job. */
  seldom: [
    ...(['stream_broken', 'stream_idle', 'refused_in_stream', 'silent_edit', 'two_stage_edit'] as const),
    ...(['no_change', 'late_change', 'empty_draft'] as const),
    ...(['render_failed', 'render_endless', 'render_unknown', 'broken_video', 'output_unreachable'] as const),
    ...(['media_refused', 'media_fault', 'storage_fault', 'retry'] as const),
  ],
} as const
type Frequency = keyof typeof FAULTS
export type Fault = (typeof FAULTS)[Frequency][number]
export const ALL_FAULTS: readonly Fault[] = Object.values(FAULTS).flat()

/** Which share of the schedules knows a fault at all, and how likely it then is at each opportunity. */
const RATES: Record<Frequency, { readonly known: number; readonly rates: readonly [number, ...number[]] }> = {
  everywhere: { known: 0.35, rates: [0.003, 0.01, 0.03] },
  often: { known: 0.35, rates: [0.02, 0.08, 0.2] },
  seldom: { known: 0.4, rates: [0.2, 0.5] },
}

export type Weather = {
  /** Whether this fault happens here; never once it is calm. */
  strikes(fault: Fault): boolean
  calmDown(): void
  /** What happened, in order. */
  readonly struck: readonly Fault[]
}

/** So many faults one schedule has at most, so that it comes to its end. */
const MOST_FAULTS = 60

/** Each schedule knows some of the faults, so that each seed looks at another mixture of them. */
export function createWeather(random: Random): Weather {
  const rates = new Map<Fault, number>()
  for (const frequency of ['everywhere', 'often', 'seldom'] as const)
    for (const fault of FAULTS[frequency]) {
      const { known, rates: choice } = RATES[frequency]
      if (random.chance(known)) rates.set(fault, random.pick(choice))
    }
  const struck: Fault[] = []
  let isCalm = false
  return {
    struck,
    calmDown: () => {
      isCalm = true
    },
    strikes(fault) {
      const rate = rates.get(fault) ?? 0
      if (isCalm || rate === 0 || struck.length >= MOST_FAULTS || !random.chance(rate)) return false
      struck.push(fault)
      return true
    },
  }
}
