// A process of its own whose handler never ends, to be killed in the middle of it. Takes worker options as JSON.
import { startWakeUpWorker } from '../index.ts'

await startWakeUpWorker({
  ...JSON.parse(process.argv[2] ?? '{}'),
  concurrency: 1,
  handle: (jobId: string) => {
    process.stdout.write(`${jobId}\n`)
    return new Promise<void>(() => undefined)
  },
})
