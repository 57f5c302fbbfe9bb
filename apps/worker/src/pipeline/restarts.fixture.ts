import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDatabase } from '@nemo-batch/database'
import { startEmbeddedPostgres } from '@nemo-batch/database/embedded'
import { applyMigrations } from '@nemo-batch/database/migrate'
import { guardEmbeddedPostgres, type TestDatabase, waitFor } from '@nemo-batch/testing'

export type RestartingPostgres = TestDatabase & {
  /** Kills the server with SIGKILL and waits until it answers again, brought back by its own supervisor. */
  killAndReturn(): Promise<void>
}

/** A Postgres of the test's own, migrated, on the port that it keeps. */
export async function givenRestartingPostgres(): Promise<RestartingPostgres> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'nemo-batch-restarts-'))
  await chmod(dataDir, 0o755)
  const guard = guardEmbeddedPostgres(dataDir)
  const postgres = await startEmbeddedPostgres({ dataDir, isDurable: false })
  let restarts = 0
  postgres.onRestart(() => {
    restarts += 1
  })
  await applyMigrations({ url: postgres.url })
  return {
    url: postgres.url,
    killAndReturn: async () => {
      const before = restarts
      const pidFile = await readFile(path.join(postgres.home, 'cluster/postmaster.pid'), 'utf8')
      process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL')
      await waitFor(() => restarts > before, { timeoutMs: 30_000, describe: 'Postgres to be started again' })
      const db = createDatabase({ url: postgres.url, maxConnections: 1 })
      await waitFor(async () => {
        await db.ping()
        return true
      })
      await db.close()
    },
    drop: async () => {
      await postgres.stop()
      for (const used of [postgres.home, dataDir]) await rm(used, { recursive: true, force: true })
      guard.release()
    },
  }
}
