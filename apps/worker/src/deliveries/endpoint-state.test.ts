import type { LaneEndpoint } from '@nemo-batch/database'
import { describe, expect, it } from 'vitest'
import { createEndpointState } from './endpoint-state.ts'

const FOUND: LaneEndpoint = {
  ...{ id: 'whe_1', projectId: 'proj_default', url: 'https://shop.example/hooks', secrets: [] },
  ...{ heldMs: 0, failingSince: null, failures: 0, probes: 0 },
}
const given = (found: Partial<LaneEndpoint> = {}) =>
  createEndpointState({ ...FOUND, ...found }, { scheduleMs: [60_000], now: () => new Date(), random: () => 0.5 })
const failed = (retryAfterMs: number | null) =>
  ({ kind: 'failed', status: retryAfterMs === null ? 500 : 429, reason: '', retryAfterMs }) as const
const RETRY = { kind: 'retry', delayMs: 60_000 } as const

describe('an endpoint', () => {
  it('that asked for patience is left alone, though another delivery that was underway only failed', () => {
    const state = given()
    state.learn(failed(50_000), RETRY)
    const learnt = state.learn(failed(null), RETRY)
    expect(state.maySend(0)).toBe(false)
    expect(learnt?.health.holdMs).toBeGreaterThan(40_000)
  })

  it('is free again with the first success', () => {
    const state = given({ heldMs: 50_000, failures: 3, failingSince: new Date() })
    state.learn({ kind: 'delivered', status: 204 }, { kind: 'succeeded' })
    expect(state.maySend(3)).toBe(true)
  })

  it('is sent no more at once than make it count as down if all fail, and one when it is down', () => {
    const mostAtOnce = (failures: number) => {
      const state = given({ failures, failingSince: new Date() })
      return [0, 1, 2, 3, 4].filter((underway) => state.maySend(underway)).length
    }
    expect([0, 6, 7, 8, 9, 10, 20].map(mostAtOnce)).toEqual([4, 4, 3, 2, 1, 1, 1])
  })
})
