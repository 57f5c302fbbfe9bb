import { type AttemptResult, GONE } from './attempt-result.ts'
import { type DeliveryDecision, longestRetryAfterMs, withJitter } from './decide-delivery.ts'

/** So long may an endpoint do nothing but fail. A weekend and the morning after it are shorter. */
const DISABLE_AFTER_MS = 5 * 24 * 3_600_000

/** Fewer may be one faulty message or one restart of the receiver; with more it is the endpoint that is down. */
const PROBE_AFTER_FAILURES = 10

/** The first probe comes after this time, each further one after twice as long, up to the longest. */
const FIRST_PROBE_MS = 30_000
const LONGEST_PROBE_MS = 5 * 60_000

/** What an endpoint's attempts came to since the last one that succeeded. */
export type EndpointHealth = {
  readonly failingSince: Date | null
  readonly failures: number
  /** How many of the failures were probes. */
  readonly probes: number
}

export type EndpointDecision = {
  readonly health: EndpointHealth & {
    /** How long nothing is sent to the endpoint, of no delivery; null when it is free. */
    readonly holdMs: number | null
  }
  /** Why nothing more is sent until somebody enables it, in words for its owner. */
  readonly disable: { readonly reason: 'gone' | 'failing'; readonly message: string } | null
}

/** Whether the endpoint counts as down: one delivery at a time is sent to see whether it is up again, the others wait. */
export const isProbing = ({ failures }: Pick<EndpointHealth, 'failures'>): boolean => failures >= PROBE_AFTER_FAILURES

/**
 * What becomes of an endpoint after an attempt at one of its deliveries. A success makes it healthy; failures hold it
 * back by what `Retry-After` asks and, once it is down, until the next probe; 410, and 5 days of failures, disable it.
 * @param health as it was before the attempt
 * @param decision what became of the delivery, as `decideDelivery` says
 * @param random 0–1
 */
export function decideEndpoint({
  health,
  result,
  decision,
  now,
  scheduleMs,
  random,
}: {
  readonly health: EndpointHealth
  readonly result: AttemptResult
  readonly decision: DeliveryDecision
  readonly now: Date
  readonly scheduleMs: readonly number[]
  readonly random: number
}): EndpointDecision {
  if (result.kind === 'delivered')
    return { health: { failingSince: null, failures: 0, probes: 0, holdMs: null }, disable: null }
  const failed: EndpointHealth = {
    failingSince: health.failingSince ?? now,
    failures: health.failures + 1,
    probes: isProbing(health) ? health.probes + 1 : 0,
  }
  const disable = whyDisable(failed, result, now)
  if (disable !== null) return { health: { ...failed, holdMs: null }, disable }
  const retryMs = decision.kind === 'retry' ? decision.delayMs : null
  // A delivery that is given up has no delay any more; the schedule's last one stands in for it.
  const lastMs = scheduleMs.at(-1) ?? LONGEST_PROBE_MS
  const askedMs = Math.min(result.retryAfterMs ?? 0, retryMs ?? longestRetryAfterMs(lastMs))
  const probeMs = isProbing(failed) ? probeDelayMs(failed, retryMs ?? withJitter(lastMs, random)) : 0
  return { health: { ...failed, holdMs: Math.max(askedMs, probeMs) || null }, disable: null }
}

/** Whoever set a short schedule wants probes as often. */
const probeDelayMs = ({ probes }: EndpointHealth, delayMs: number): number =>
  Math.min(FIRST_PROBE_MS * 2 ** probes, LONGEST_PROBE_MS, delayMs)

function whyDisable(
  { failingSince }: EndpointHealth,
  { status, reason }: Extract<AttemptResult, { kind: 'failed' }>,
  now: Date,
): EndpointDecision['disable'] {
  if (status === GONE) return { reason: 'gone', message: reason }
  if (failingSince === null || now.getTime() - failingSince.getTime() < DISABLE_AFTER_MS) return null
  return { reason: 'failing', message: `Nothing but failures for 5 days. The last one: ${reason}` }
}
