import path from 'node:path'
import { startEmbeddedPostgres } from '@nemo-batch/database/embedded'
import { applyMigrations } from '@nemo-batch/database/migrate'
import { prepareQueueBackend } from '@nemo-batch/queue'
import type { Config, Logger } from '@nemo-batch/runtime'

export type OpenDatabase = {
  readonly url: string
  /** Stops the embedded instance; leaves an external one alone. */
  close(): Promise<void>
}

/** The database of the configuration, brought up to date together with the queue's own tables. */
export async function openDatabase(config: Config, logger: Logger): Promise<OpenDatabase> {
  const database = await connect(config, logger)
  try {
    await applyMigrations({ url: database.url, logger })
    await prepareQueueBackend({ databaseUrl: database.url, redisUrl: config.REDIS_URL, logger })
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

async function connect(config: Config, logger: Logger): Promise<OpenDatabase> {
  if (config.DATABASE_URL !== undefined) return { url: config.DATABASE_URL, close: () => Promise.resolve() }
  const embedded = await startEmbeddedPostgres({ dataDir: path.join(config.DATA_DIR, 'postgres'), logger })
  return { url: embedded.url, close: () => embedded.stop() }
}
