import { type Database, DatabaseAway, hasDueDeliveries, type Lane, leaveLane, takeLane } from '@nemo-batch/database'
import type { WakeUp } from '@nemo-batch/queue'
import { type Logger, newId } from '@nemo-batch/runtime'
import { createAttempts } from './attempts.ts'
import type { StateTools } from './endpoint-state.ts'
import { type LaneEnd, type OpenLane, openLane } from './lane.ts'
import type { Sender } from './send-attempt.ts'
import { wakeUpIn } from './wake-ups.ts'

export type Deliverer = {
  /** Sends what is due to an endpoint, unless another process does. A wake-up that comes twice, late or for nothing does no harm. */
  run(endpointId: string): Promise<void>
  /** There is something new for an endpoint. @returns whether this process is sending to it, and will look again */
  noticed(endpointId: string): boolean
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>
}

export type DelivererOptions = StateTools & {
  readonly db: Database
  readonly sender: Sender
  readonly logger: Logger
  /** How long a silent process keeps an endpoint to itself. */
  readonly leaseMs: number
  /** Begin nothing more. */
  readonly letGo: AbortSignal
  /** Queues wake-ups. What cannot be queued is left to the sweep. */
  readonly wake: (wakeUps: readonly WakeUp[]) => Promise<void>
}

/** Sends deliveries, one lane for each endpoint, so that a slow receiver delays nobody else. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { db, logger, leaseMs, letGo, now, wake } = options
  const tools = { ...options, attempts: createAttempts(options) }
  const lanes = new Map<string, OpenLane>()
  const running = new Set<Promise<void>>()

  /** @returns null when somebody else has the lane, or nobody is to be told */
  async function workOnce(endpointId: string): Promise<LaneEnd | null> {
    const lane: Lane = { endpointId, token: newId('lease'), leaseMs }
    if (!(await takeLane(db, lane))) return null
    const open = openLane(lane, tools)
    lanes.set(endpointId, open)
    // before the lane is left: from then on whoever hears of something new has to take it
    const end = await open.ended.finally(() => lanes.delete(endpointId))
    if (end.kind === 'done') await leaveLane(db, lane)
    return end
  }

  async function runOne(endpointId: string): Promise<void> {
    for (;;) {
      if (letGo.aborted) return
      const here = lanes.get(endpointId)
      if (here !== undefined) return here.lookAgain()
      const end = await workOnce(endpointId)
      if (end === null) return
      // to another process, or to a person who changed the endpoint: then it is to be taken anew
      if (end.kind === 'lost') continue
      // what came while the lane was being left has met nobody
      if (!letGo.aborted && (await hasDueDeliveries(db, endpointId))) continue
      if (end.dueInMs !== null) await wake([wakeUpIn(endpointId, end.dueInMs, now())])
      return
    }
  }

  async function runOrTell(endpointId: string): Promise<void> {
    try {
      await runOne(endpointId)
    } catch (error) {
      const level = error instanceof DatabaseAway ? 'warn' : 'error'
      logger[level]({ endpointId, err: error }, 'deliveries could not go on; they do when the lane has run out')
    }
  }

  return {
    async run(endpointId) {
      const work = runOrTell(endpointId)
      running.add(work)
      await work
      running.delete(work)
    },
    noticed(endpointId) {
      const here = lanes.get(endpointId)
      here?.lookAgain()
      return here !== undefined
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
