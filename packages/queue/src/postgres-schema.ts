import { DEFAULT_SCHEMA, runMigrations } from 'bullmq'
import { Client } from 'pg'

/** BullMQ takes no other schema when it is given a pool. */
const QUEUE_SCHEMA: string = DEFAULT_SCHEMA

const APPLICATION_NAME = 'nemo-batch-queue'
const MIGRATION_TIMEOUT_MS = 120_000

/** SQLSTATEs of a missing schema, table or function: somebody dropped BullMQ's schema. */
const SCHEMA_MISSING = new Set(['3F000', '42P01', '42883'])

export const isSchemaMissing = (code: string | undefined): boolean => code !== undefined && SCHEMA_MISSING.has(code)

/**
 * How every connection of the queue is opened. `search_path` is what BullMQ finds its tables by; node-postgres lets
 * an `options` in the URL replace the one beside it, so it has to be merged into the URL.
 */
export function postgresSession(databaseUrl: string): {
  connectionString: string
  options: string
  application_name: string
} {
  const searchPath = `-c search_path=${QUEUE_SCHEMA}`
  const own = { options: searchPath, application_name: APPLICATION_NAME }
  if (!URL.canParse(databaseUrl)) return { connectionString: databaseUrl, ...own }
  const url = new URL(databaseUrl)
  const given = url.searchParams.get('options')
  if (given !== null) url.searchParams.set('options', `${given} ${searchPath}`)
  return { connectionString: url.href, ...own }
}

/**
 * Creates or upgrades BullMQ's schema: idempotent, one transaction, one process at a time (an advisory lock).
 * Minor versions of BullMQ bring migrations too, so it runs at each start.
 */
export async function migrateSchema(databaseUrl: string): Promise<void> {
  const client = new Client({
    ...postgresSession(databaseUrl),
    connectionTimeoutMillis: 5_000,
    statement_timeout: MIGRATION_TIMEOUT_MS,
    query_timeout: MIGRATION_TIMEOUT_MS + 5_000,
    idle_in_transaction_session_timeout: MIGRATION_TIMEOUT_MS,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await runMigrations(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
