/**
 * Loaded with `--import` in front of every process of the stack. A stop order from the supervisor, or its death,
 * becomes a SIGTERM, which every app handles.
 *
 * Why not plain signals from the supervisor: Ctrl-C reaches the whole group, and the apps end at once on a second
 * signal. Only the process itself knows whether the first one has arrived already.
 */
import { isMainThread } from 'node:worker_threads'
import { STOP_ORDER } from './stop-order.ts'

const LAST_RESORT_MS = 15_000
/** A signal to the group lands in all its processes at once; the order that follows from it must not overtake it here. */
const SIGNAL_ON_ITS_WAY_MS = 100

if (isMainThread && process.channel !== undefined) {
  let isStopping = false
  const endUnlessStopping = (): void => {
    setTimeout(() => {
      if (!isStopping) process.kill(process.pid, 'SIGTERM')
    }, SIGNAL_ON_ITS_WAY_MS)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      isStopping = true
      // The app has not got as far as its own handler: this one must not keep the signal from ending the process.
      if (process.listenerCount(signal) === 1) process.exit(0)
    })
  process.on('message', (message) => {
    if (message === STOP_ORDER) endUnlessStopping()
  })
  process.on('disconnect', () => {
    // An app that listens itself knows what to do; two stops at once would be one too many.
    if (process.listenerCount('disconnect') === 1) endUnlessStopping()
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref()
  })
  process.channel.unref()
}
