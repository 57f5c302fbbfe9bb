import { type Listener, listen } from '@nemo-batch/database'
import type { WakeUp } from '@nemo-batch/queue'
import type { Logger } from '@nemo-batch/runtime'
import { wakeUpIn, wakeUpNow } from './wake-ups.ts'

/** Forgetting costs one wake-up too many for each endpoint. */
const MAX_REMEMBERED = 10_000

/**
 * Hears of new deliveries with the commit that wrote them, and has their endpoints woken: at once, and once more in the
 * next tenth of a second for all that come until then.
 * @param noticed there is something new for an endpoint; true when this process is sending to it and will see
 * @param lookForOverdue notices may have been missed
 */
export function hearAnnouncements({
  databaseUrl,
  logger,
  wake,
  noticed,
  lookForOverdue,
  now,
}: {
  readonly databaseUrl: string
  readonly logger: Logger
  readonly wake: (wakeUps: readonly WakeUp[]) => Promise<void>
  readonly noticed: (endpointId: string) => boolean
  readonly lookForOverdue: () => Promise<void>
  readonly now: () => Date
}): Listener {
  /** Number of the last wake-up of each endpoint. */
  const woken = new Map<string, number>()
  const toQueue: WakeUp[] = []

  function nextWakeUp(endpointId: string): WakeUp | null {
    const soon = wakeUpNow(endpointId, now())
    const last = woken.get(endpointId)
    if (last === soon.wakeNumber + 1) return null
    const wakeUp = last === soon.wakeNumber ? wakeUpIn(endpointId, 0, now()) : soon
    if (woken.size >= MAX_REMEMBERED) woken.clear()
    woken.set(endpointId, wakeUp.wakeNumber)
    return wakeUp
  }

  /** Notices come many at a time when they are of one commit. */
  function queueSoon(wakeUp: WakeUp): void {
    if (toQueue.push(wakeUp) === 1) setImmediate(() => void wake(toQueue.splice(0)))
  }

  return listen({
    databaseUrl,
    channel: 'nemo_batch_deliveries',
    onNotice: (endpointId) => {
      if (endpointId === null) return void lookForOverdue()
      const wakeUp = noticed(endpointId) ? null : nextWakeUp(endpointId)
      if (wakeUp !== null) queueSoon(wakeUp)
    },
    onError: (error) => logger.warn({ err: error }, 'the connection that hears of deliveries broke'),
  })
}
