// `node worker-process.fixture.ts`: a worker as `main.ts` runs it, whose leases last LEASE_MS. Keys come with the environment.
import { createLogger, onStopSignal, parseConfig } from '@nemo-batch/runtime'
import { startWorker } from '../worker.ts'

const config = parseConfig(process.env)
const logger = createLogger('worker', config.LOG_LEVEL, false)
const worker = await startWorker({
  config,
  databaseUrl: config.DATABASE_URL ?? '',
  encryptionKey: config.ENCRYPTION_KEY ?? '',
  clientId: config.NEMO_CLIENT_ID ?? '',
  logger,
  leaseMs: Number(process.env.LEASE_MS),
})
logger.info('worker ready')
onStopSignal(() => void worker.stop().then((failed) => process.exit(failed.length)))
