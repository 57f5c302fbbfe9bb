import { type Database, type DueDelivery, type Lane, lookFromLane } from '@nemo-batch/database'
import type { Logger } from '@nemo-batch/runtime'
import type { Attempts, Target } from './attempts.ts'
import { createEndpointState, type EndpointState, type StateTools } from './endpoint-state.ts'
import { type KeptLease, keepLease } from './keep-lease.ts'
import { createPulse } from './pulse.ts'

/** Read at a time: a look is four short queries, and what is read in vain costs little. */
const CHUNK = 20

export type LaneTools = StateTools & {
  readonly db: Database
  readonly attempts: Attempts
  readonly logger: Logger
  /** Begin nothing more. */
  readonly letGo: AbortSignal
}

export type LaneEnd =
  /** Somebody else may have it, nobody is to be told any more, or what is known of the endpoint holds no longer. */
  | { readonly kind: 'lost' }
  /** `dueInMs`: when it has to be taken again; null: nothing waits. */
  | { readonly kind: 'done'; readonly dueInMs: number | null }

export type OpenLane = {
  /** There may be something new. */
  lookAgain(): void
  /** @throws what the database could not write: then the lane has to run out, so that others do not send the same over and over */
  readonly ended: Promise<LaneEnd>
}

/** Sends what is due to one endpoint, until nothing is or nothing may be sent. The lane must have been taken. */
export function openLane(lane: Lane, tools: LaneTools): OpenLane {
  const { db, logger, letGo } = tools
  const pulse = createPulse()
  const underway = new Map<string, Promise<void>>()
  let mustLook = true
  let isLost = false
  let fault: { readonly error: unknown } | null = null
  let state: EndpointState | null = null

  const lookAgain = (): void => {
    mustLook = true
    pulse.beat()
  }
  const lose = (): void => {
    isLost = true
    pulse.beat()
  }

  function start(delivery: DueDelivery, target: Target): void {
    const work = tools.attempts
      .attempt(delivery, target)
      .then((hasArrived) => {
        // a failure may have changed the endpoint, and a person who saw it as well
        if (hasArrived === false) mustLook = true
      })
      .catch((error: unknown) => {
        fault = { error }
      })
      .finally(() => {
        underway.delete(delivery.id)
        pulse.beat()
      })
    underway.set(delivery.id, work)
  }

  async function sendDue(lease: KeptLease): Promise<LaneEnd> {
    let ready: DueDelivery[] = []
    let target: Target | null = null
    let dueInMs: number | null = null
    while (!isLost && fault === null) {
      if (mustLook) {
        mustLook = false
        const look = await lookFromLane(db, lane, { limit: CHUNK, underway: [...underway.keys()] })
        if (look === null) return { kind: 'lost' }
        state ??= createEndpointState(look.endpoint, tools)
        target = { lane, endpoint: look.endpoint, state, publicUrl: look.publicUrl }
        ready = [...look.due]
        dueInMs = look.nextDueMs
      }
      if (target === null || letGo.aborted) break
      if (!lease.isFresh()) {
        await pulse.next()
        continue
      }
      for (let next = ready[0]; next !== undefined && target.state.maySend(underway.size); next = ready[0]) {
        ready.shift()
        start(next, target)
        // there may be more than were read
        if (ready.length === 0) mustLook = true
      }
      if (mustLook && target.state.maySend(underway.size)) continue
      if (underway.size === 0) break
      await pulse.next()
    }
    await Promise.all(underway.values())
    if (isLost || fault !== null) return { kind: 'lost' }
    return { kind: 'done', dueInMs: whenNext(ready.length > 0 || mustLook ? 0 : dueInMs, state) }
  }

  async function work(): Promise<LaneEnd> {
    const lease = keepLease(lane, { db, logger, lost: lose, renewed: lookAgain })
    const stopping = (): void => pulse.beat()
    letGo.addEventListener('abort', stopping, { once: true })
    try {
      const end = await sendDue(lease)
      if (fault !== null) throw fault.error
      return end
    } finally {
      letGo.removeEventListener('abort', stopping)
      lease.stop()
      await Promise.all(underway.values())
    }
  }

  return { lookAgain, ended: work() }
}

const whenNext = (dueInMs: number | null, state: EndpointState | null): number | null =>
  dueInMs === null ? null : Math.max(dueInMs, state?.heldMs() ?? 0)
