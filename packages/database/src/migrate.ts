import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'pg'

export type MigrationErrorCode = 'migration_changed' | 'migration_unknown' | 'migration_failed'

/** The database was left as it was before the migration that the message names. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode

  constructor(code: MigrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MigrationError'
    this.code = code
  }
}

export type MigrationOptions = {
  readonly url: string
  /** Holds `<name>/migration.sql`; applied in the order of the names. Default: the repository's `prisma/migrations`. */
  readonly folder?: string
  readonly logger?: { info(details: object, message: string): void }
}

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string }
type LedgerRow = { readonly migration_name: string; readonly checksum: string; readonly finished_at: Date | null }

const DEFAULT_FOLDER = path.resolve(import.meta.dirname, '../../../prisma/migrations')
/** The number under which `prisma migrate deploy` locks, so that the two never run beside each other. */
const ADVISORY_LOCK = 72_707_369
const LOCK_TIMEOUT = '60s'

/** As Prisma makes it: the two tools can take turns on one database. */
const CREATE_LEDGER = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  varchar(36) PRIMARY KEY,
  checksum            varchar(64) NOT NULL,
  finished_at         timestamptz,
  migration_name      varchar(255) NOT NULL,
  logs                text,
  rolled_back_at      timestamptz,
  started_at          timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`

/**
 * Brings the database up to date: each file in one transaction together with its ledger row, one starter at a time.
 * @returns the names of the migrations that this call applied
 * @throws MigrationError when an applied file was changed, when the database is newer than the files, or when a file fails
 */
export async function applyMigrations(options: MigrationOptions): Promise<string[]> {
  const migrations = await readMigrations(options.folder ?? DEFAULT_FOLDER)
  const client = new Client({
    connectionString: options.url,
    connectionTimeoutMillis: 10_000,
    application_name: 'nemo-batch migrations',
  })
  // A connection that breaks rejects the query under way as well; without a listener it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    // Held by the session, so a killed starter frees it; the wait for it ends with the statement timeout.
    await client.query(`SET statement_timeout = '5min'; SELECT pg_advisory_lock(${ADVISORY_LOCK})`)
    await client.query(`SET statement_timeout = 0; SET lock_timeout = '${LOCK_TIMEOUT}'; ${CREATE_LEDGER}`)
    const pending = pendingOf(migrations, await readLedger(client))
    for (const migration of pending) {
      await apply(client, migration)
      options.logger?.info({ migration: migration.name }, 'Migration applied')
    }
    return pending.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** Rows of attempts that failed and were rolled back by Prisma do not count. */
async function readLedger(client: Client): Promise<LedgerRow[]> {
  const { rows } = await client.query<LedgerRow>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  )
  return rows
}

function pendingOf(migrations: readonly Migration[], ledger: readonly LedgerRow[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const row of ledger) {
    const migration = known.get(row.migration_name)
    if (migration === undefined)
      throw new MigrationError(
        'migration_unknown',
        `The database has the migration ${row.migration_name}, which this version does not know. Start a newer version.`,
      )
    if (row.finished_at === null)
      throw new MigrationError(
        'migration_failed',
        `The migration ${row.migration_name} was begun by another tool and not finished. Resolve it with ` +
          '`prisma migrate resolve` first.',
      )
    if (migration.checksum !== row.checksum)
      throw new MigrationError(
        'migration_changed',
        `The file of the migration ${row.migration_name} was changed after it had been applied. Restore it, and put ` +
          'the change into a new migration.',
      )
  }
  const applied = new Set(ledger.map((row) => row.migration_name))
  return migrations.filter(({ name }) => !applied.has(name))
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN')
    // Without parameters a file goes over in one piece, and Postgres, not we, finds its statements.
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    const reason = error instanceof Error ? error.message : String(error)
    throw new MigrationError('migration_failed', `The migration ${name} failed and was rolled back: ${reason}`, {
      cause: error,
    })
  }
}
