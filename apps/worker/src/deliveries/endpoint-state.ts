import type { LaneEndpoint } from '@nemo-batch/database'
import {
  type AttemptResult,
  type DeliveryDecision,
  decideEndpoint,
  type EndpointDecision,
  type EndpointHealth,
  isProbing,
} from '@nemo-batch/webhooks'

/** Enough for a receiver nearby to get hundreds a second, and too few to harm one that is slow. */
const AT_ONCE = 4

/** What a lane, alone in sending to an endpoint, knows of it from attempt to attempt. */
export type EndpointState = {
  /** Nothing is sent for so long; 0: it is free. */
  heldMs(): number
  /** Whether one more may be sent while `underway` are. */
  maySend(underway: number): boolean
  /** @returns what becomes of the endpoint; null: it was well and is well */
  learn(result: AttemptResult, decision: DeliveryDecision): LearntState | null
}

export type LearntState = EndpointDecision & {
  /** `down`: from now on it is only probed. `up`: it was, and is not any more. */
  readonly turn: 'down' | 'up' | null
}

export type StateTools = {
  readonly scheduleMs: readonly number[]
  readonly now: () => Date
  readonly random: () => number
}

export function createEndpointState(found: LaneEndpoint, { scheduleMs, now, random }: StateTools): EndpointState {
  let health: EndpointHealth = found
  let heldUntilMs = performance.now() + found.heldMs
  let isDisabled = false
  const heldMs = (): number => Math.max(0, heldUntilMs - performance.now())

  return {
    heldMs,
    maySend(underway) {
      if (isDisabled || heldMs() > 0) return false
      // those underway may all fail: then no more of them than make it count as down
      return underway === 0 || (underway < AT_ONCE && !isProbing({ failures: health.failures + underway }))
    },
    learn(result, decision) {
      if (result.kind === 'delivered' && health.failures === 0 && health.failingSince === null) return null
      const decided = decideEndpoint({ health, result, decision, now: now(), scheduleMs, random: random() })
      const wasDown = isProbing(health)
      const isDown = isProbing(decided.health)
      // of several that were underway together, one may have been asked for patience, and another only have failed
      const heldBeforeMs = result.kind === 'delivered' ? 0 : Math.round(heldMs())
      const holdMs = Math.max(decided.health.holdMs ?? 0, heldBeforeMs) || null
      health = decided.health
      heldUntilMs = performance.now() + (holdMs ?? 0)
      isDisabled = decided.disable !== null
      return { ...decided, health: { ...decided.health, holdMs }, turn: turnOf(wasDown, isDown) }
    },
  }
}

function turnOf(wasDown: boolean, isDown: boolean): LearntState['turn'] {
  if (wasDown === isDown) return null
  return isDown ? 'down' : 'up'
}
