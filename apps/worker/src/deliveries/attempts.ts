import {
  type Database,
  type DueDelivery,
  type Lane,
  type LaneEndpoint,
  type RecordedAttempt,
  recordAttempt,
} from '@nemo-batch/database'
import type { Logger } from '@nemo-batch/runtime'
import { type DeliveryDecision, decideDelivery } from '@nemo-batch/webhooks'
import type { EndpointState, LearntState } from './endpoint-state.ts'
import type { Sender, SentAttempt } from './send-attempt.ts'

/** Where a delivery goes, as a lane has read it. */
export type Target = {
  readonly lane: Lane
  readonly endpoint: LaneEndpoint
  readonly state: EndpointState
  readonly publicUrl: string | null
}

export type Attempts = {
  /** Sends a delivery once and writes what came of it. @returns whether it arrived; null when it was broken off */
  attempt(delivery: DueDelivery, target: Target): Promise<boolean | null>
}

export type AttemptsOptions = {
  readonly db: Database
  readonly sender: Sender
  readonly scheduleMs: readonly number[]
  readonly random: () => number
  readonly logger: Logger
}

export function createAttempts({ db, sender, scheduleMs, random, logger }: AttemptsOptions): Attempts {
  /** What becomes of an endpoint is written in the order in which it was learnt. */
  const writing = new WeakMap<EndpointState, Promise<unknown>>()

  async function record(delivery: DueDelivery, target: Target, sent: SentAttempt): Promise<void> {
    const { result } = sent
    const number = delivery.attempts + 1
    const next = decideDelivery({ result, attempt: number - delivery.scheduleFrom, scheduleMs, random: random() })
    const learnt = sent.tellsOfEndpoint ? target.state.learn(result, next) : null
    const write = (): Promise<RecordedAttempt> =>
      recordAttempt(db, {
        deliveryId: delivery.id,
        scheduleFrom: delivery.scheduleFrom,
        lane: target.lane,
        attempt: {
          number,
          attemptedAt: sent.attemptedAt,
          statusCode: result.status,
          error: result.kind === 'failed' ? result.reason : null,
          durationMs: sent.durationMs,
          responseBody: sent.responseBody,
        },
        next,
        endpoint: learnt === null ? null : { ...learnt.health, disable: learnt.disable },
      })
    const written = learnt === null ? write() : afterThoseBefore(target.state, write)
    tell(delivery, target, { sent, next, learnt, recorded: await written })
  }

  function afterThoseBefore<T>(state: EndpointState, write: () => Promise<T>): Promise<T> {
    const written = (writing.get(state) ?? Promise.resolve()).then(write)
    writing.set(
      state,
      written.catch(() => undefined),
    )
    return written
  }

  function tell(
    delivery: DueDelivery,
    { endpoint }: Target,
    come: {
      readonly sent: SentAttempt
      readonly next: DeliveryDecision
      readonly learnt: LearntState | null
      readonly recorded: RecordedAttempt
    },
  ): void {
    const { sent, learnt, recorded } = come
    const { id: endpointId, projectId } = endpoint
    const { result, durationMs } = sent
    const ofEndpoint = { endpointId, projectId, host: URL.parse(endpoint.url)?.hostname }
    logger.debug(
      { deliveryId: delivery.id, endpointId, status: result.status, durationMs, next: come.next.kind },
      'webhook attempted',
    )
    if (recorded.isDisabled)
      logger.warn(
        { ...ofEndpoint, reason: learnt?.disable?.reason, why: learnt?.disable?.message },
        'webhook endpoint disabled',
      )
    else if (learnt?.turn === 'down') logger.warn(ofEndpoint, 'webhook endpoint is down; it is only probed from now on')
    else if (learnt?.turn === 'up') logger.info(ofEndpoint, 'webhook endpoint is up again')
  }

  return {
    async attempt(delivery, target) {
      const sent = await sender.send(delivery, target.endpoint, target.publicUrl)
      if (sent === null) return null
      await record(delivery, target, sent)
      return sent.result.kind === 'delivered'
    },
  }
}
