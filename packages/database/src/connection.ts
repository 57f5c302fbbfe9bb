import { PrismaPg } from '@prisma/adapter-pg'
import { Pool, type PoolClient, type QueryResultRow, types } from 'pg'
import { nameDatabaseError } from './database-away.ts'
import { PrismaClient } from './generated/client.ts'

/** Sizes are bytes below 2^53 and counts are small: numbers, not strings. */
const INT8 = 20
types.setTypeParser(INT8, Number)

export type Row = QueryResultRow
/** What runs plain SQL: the pool, or one transaction's client. */
export type Queryable = {
  query<R extends Row>(text: string, values?: unknown[]): Promise<{ rows: R[]; rowCount: number | null }>
}

export type Database = {
  readonly pool: Pool
  readonly prisma: PrismaClient
  /** Throws DatabaseAway when the server cannot serve. */
  query: Queryable['query']
  /** Commits when `work` resolves, rolls back when it throws. No network call belongs inside. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  ping(): Promise<void>
  close(): Promise<void>
}

export type DatabaseOptions = {
  readonly url: string
  readonly maxConnections?: number
  readonly applicationName?: string
  readonly onError?: (error: Error) => void
}

/** One bounded pool for plain SQL and Prisma alike. Every wait has an end: for a connection, a lock, a statement. */
export function createDatabase(options: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: options.applicationName ?? 'nemo-batch',
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    // of a process that was frozen in the middle of a write; those who wait for its locks must not give up before
    idle_in_transaction_session_timeout: 5_000,
  })
  const onError = options.onError ?? (() => undefined)
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: 5_000, timeout: 20_000 },
  })
  return {
    pool,
    prisma,
    query: (text, values) => named(pool.query(text, values)),
    transaction: (work) => inTransaction(pool, work),
    ping: async () => void (await pool.query('SELECT 1')),
    close: async () => {
      await prisma.$disconnect()
      if (!pool.ended) await pool.end()
    },
  }
}

const named = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw nameDatabaseError(error)
  })

/**
 * The driver's query objects live until old memory is cleared, and their values with them: in a transaction of many large
 * writes that is most of what has been written.
 */
async function sendAndLetGo<R extends Row>(client: PoolClient, text: string, values: readonly unknown[] = []) {
  const sent = [...values]
  try {
    return await client.query<R>(text, sent)
  } finally {
    sent.length = 0
  }
}

async function inTransaction<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client: PoolClient = await named(pool.connect())
  let broken: Error | undefined
  try {
    await named(client.query('BEGIN'))
    const result = await work({ query: (text, values) => named(sendAndLetGo(client, text, values)) })
    await named(client.query('COMMIT'))
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw error
  } finally {
    client.release(broken)
  }
}
