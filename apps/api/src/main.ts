import { randomUUID } from 'node:crypto'
import {
  ConfigError,
  createLogger,
  keptOnce,
  newApiKey,
  newEncryptionKey,
  onStopSignal,
  parseConfig,
} from '@nemo-batch/runtime'
import { startApi } from './start-api.ts'

try {
  const config = parseConfig(process.env)
  if (config.DATABASE_URL === undefined) throw new ConfigError('DATABASE_URL must be set: `nemo-batch start` sets it')
  const logger = createLogger('api', config.LOG_LEVEL)
  const kept = async (name: string, make: () => string) => (await keptOnce(config.DATA_DIR, name, make)).value
  const api = await startApi({
    config,
    databaseUrl: config.DATABASE_URL,
    adminApiKey: config.ADMIN_API_KEY ?? (await kept('admin-api-key', newApiKey)),
    encryptionKey: config.ENCRYPTION_KEY ?? (await kept('encryption-key', newEncryptionKey)),
    clientId: config.NEMO_CLIENT_ID ?? (await kept('nemo-client-id', randomUUID)),
    logger,
  })
  logger.info({ address: api.address }, 'api ready')
  const stop = async (reason: string): Promise<void> => {
    logger.info({ reason }, 'stopping')
    const failed = await api.stop()
    process.exit(failed.length === 0 ? 0 : 1)
  }
  onStopSignal((signal) => void stop(signal))
  // started by `nemo-batch start`: a parent that is gone takes its API along
  process.once('disconnect', () => void stop('parent gone'))
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`)
  process.exit(error instanceof ConfigError ? 2 : 1)
}
