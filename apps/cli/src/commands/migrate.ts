import { createLogger, parseConfig } from '@nemo-batch/runtime'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { openDatabase } from '../stack/open-database.ts'
import type { Environment } from '../stack/process-environment.ts'

/**
 * Brings the database and the queue's own tables up to date, then ends: for deployments whose processes are started
 * one by one. Any number may run at once; one migrates, the others wait for it.
 */
export async function migrate(environment: Environment): Promise<ExitCode> {
  const config = parseConfig(environment)
  const database = await openDatabase(config, createLogger('migrate', config.LOG_LEVEL))
  await database.close()
  process.stdout.write('The database is up to date.\n')
  return EXIT.ok
}
