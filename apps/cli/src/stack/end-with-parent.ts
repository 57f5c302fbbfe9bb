/**
 * Loaded with `--import` in front of every process of the stack. The channel to the parent is the stop order: when it
 * closes, because the parent asked for it or died, this process gets SIGTERM, which every app handles.
 *
 * Why not plain signals from the parent: Ctrl-C reaches the whole group, and the apps end at once on a second signal.
 * Only the process itself knows whether the first one has arrived already.
 */
import { isMainThread } from 'node:worker_threads'

const LAST_RESORT_MS = 15_000

if (isMainThread && process.channel !== undefined) {
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      isStopping = true
      // The app has not got as far as its own handler: this one must not keep the signal from ending the process.
      if (process.listenerCount(signal) === 1) process.exit(0)
    })
  process.on('disconnect', () => {
    if (!isStopping) process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref()
  })
  process.channel.unref()
}
