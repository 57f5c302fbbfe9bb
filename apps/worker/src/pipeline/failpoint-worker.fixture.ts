import { writeSync } from 'node:fs'
import { createLogger, parseConfig } from '@nemo-batch/runtime'
import { startWorker } from '../worker.ts'
import { createFailpoints } from './failpoint-instruments.fixture.ts'

/** One worker of this process: its settings, and the point at which it stands still, if any. */
export type DoomedWorker = { readonly env: Readonly<Record<string, string>>; readonly failpoint: string | null }

const STDOUT = 1
const LEASE_MS = 5_000

/**
 * Workers as production starts them, several in one process for the sake of speed, each on a database of its own.
 * Whatever a worker passes is written to stdout, its number and the point's name a line. One that has come to its
 * failpoint does nothing more. The process waits to be killed.
 */
async function start({ env, failpoint }: DoomedWorker, number: number): Promise<void> {
  const config = parseConfig(env)
  await startWorker({
    config,
    databaseUrl: config.DATABASE_URL ?? '',
    encryptionKey: config.ENCRYPTION_KEY ?? '',
    clientId: config.NEMO_CLIENT_ID ?? '',
    logger: createLogger('worker', config.LOG_LEVEL),
    // a worker that the machine stalls for a moment must not lose its job before it gets to its point
    leaseMs: LEASE_MS,
    instruments: createFailpoints(failpoint, (point) => writeSync(STDOUT, `${number} ${point}\n`)),
  })
}

process.once('disconnect', () => process.exit())
const workers: readonly DoomedWorker[] = JSON.parse(process.env.DOOMED_WORKERS ?? '[]')
for (const [number, worker] of workers.entries()) void start(worker, number)
