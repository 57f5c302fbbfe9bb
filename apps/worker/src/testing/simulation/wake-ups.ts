import type { PendingWakeUp } from '@nemo-batch/database'
import type { SimulatedWorker } from './worker.ts'
import type { World } from './world.ts'

/** The alarm clock: what was queued comes once, as a rule, to some worker, at about its time. */
export type WakeUps = {
  queue(wakeUps: readonly PendingWakeUp[]): void
  readonly workers: SimulatedWorker[]
}

export function createWakeUps(world: World): WakeUps {
  const { weather, random } = world
  const workers: SimulatedWorker[] = []

  function deliver(wakeUp: PendingWakeUp): void {
    const ready = workers.filter((worker) => worker.process.isAlive && !worker.isStopping())
    const [first, ...others] = ready
    // the queue keeps what nobody takes
    if (first === undefined) {
      world.after(1_000, null, () => deliver(wakeUp))
      return
    }
    const worker = random.pick([first, ...others])
    world.trace(worker.process.name, `wakes up for ${wakeUp.jobId}`)
    world.after(0, worker.process, () => {
      world.touch()
      worker.run(wakeUp.jobId).catch(() => {
        if (random.chance(0.5)) world.after(500, null, () => deliver(wakeUp))
      })
    })
  }

  return {
    workers,
    queue(wakeUps) {
      for (const wakeUp of wakeUps) {
        if (weather.strikes('wake_dropped')) continue
        const lateMs = weather.strikes('wake_late') ? random.between(1_000, 30_000) : random.between(0, 50)
        world.after((wakeUp.delayMs ?? 0) + lateMs, null, () => deliver(wakeUp))
        if (weather.strikes('wake_doubled'))
          world.after((wakeUp.delayMs ?? 0) + random.between(0, 5_000), null, () => deliver(wakeUp))
      }
    },
  }
}
