import { EventEmitter } from 'node:events'
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq'
import { Pool, type PoolConfig } from 'pg'
import { migrateSchema, postgresSession } from './postgres-schema.ts'

export type PoolOptions = { readonly databaseUrl: string; readonly maxConnections: number }

const QUERY_TIMEOUT_MS = 30_000
const CONNECT_TIMEOUT_MS = 5_000

/** One pool, shared by every queue and worker of the process with the same options. */
type SharedPool = { readonly pool: Pool; leases: number; migrated: Promise<void> | undefined }

const shared = new Map<string, SharedPool>()

/** The pool's settings; every limit is explicit, since node-postgres waits for ever by default. */
const poolConfig = ({ databaseUrl, maxConnections }: PoolOptions): PoolConfig => ({
  ...postgresSession(databaseUrl),
  max: maxConnections,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  idleTimeoutMillis: 30_000,
  // BullMQ trusts a silent LISTEN connection only as far as TCP keepalive does.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  statement_timeout: QUERY_TIMEOUT_MS,
  query_timeout: QUERY_TIMEOUT_MS + 5_000,
  idle_in_transaction_session_timeout: QUERY_TIMEOUT_MS,
})

/**
 * A share of the process-wide pool, in the shape BullMQ takes for a pool. BullMQ checks out one client per worker for
 * LISTEN and may never give it back when it is closed while the server is away; `release` destroys what is left.
 */
export class PoolLease extends EventEmitter implements PgPool {
  readonly options = { keepAlive: true }
  readonly #key: string
  readonly #shared: SharedPool
  readonly #checkedOut = new Set<PgPoolClient>()
  readonly #forwardError = (error: Error): void => {
    if (this.listenerCount('error') > 0) this.emit('error', error)
  }
  #released = false

  constructor(options: PoolOptions) {
    super()
    this.#key = JSON.stringify([options.databaseUrl, options.maxConnections])
    this.#shared = shared.get(this.#key) ?? openPool(options)
    shared.set(this.#key, this.#shared)
    this.#shared.leases += 1
    this.#shared.pool.on('error', this.#forwardError)
  }

  async query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    const { rows, rowCount } = await this.#shared.pool.query(text, params === undefined ? [] : [...params])
    return { rows, rowCount }
  }

  async connect(): Promise<PgPoolClient> {
    // The two packages describe the same `on` with types that do not compare.
    const client = (await this.#shared.pool.connect()) as PgPoolClient
    const release = client.release.bind(client)
    client.release = (destroy) => {
      if (this.#checkedOut.delete(client)) release(destroy)
    }
    this.#checkedOut.add(client)
    if (this.#released) client.release(true)
    return client
  }

  /** BullMQ never ends a pool that it was given; ours ends with its last lease. */
  async end(): Promise<void> {}

  /** Brings BullMQ's schema up to date, once per pool. */
  async migrate(databaseUrl: string): Promise<void> {
    this.#shared.migrated ??= migrateSchema(databaseUrl)
    const migrated = this.#shared.migrated
    try {
      await migrated
    } catch (error) {
      if (this.#shared.migrated === migrated) this.#shared.migrated = undefined
      throw error
    }
  }

  /** Somebody dropped the schema: the next `migrate` makes it again. */
  forgetMigration(): void {
    this.#shared.migrated = undefined
  }

  /** Gives the share back and destroys its clients; the last one out ends the pool. Never throws. */
  async release(): Promise<void> {
    if (this.#released) return
    this.#released = true
    for (const client of [...this.#checkedOut]) client.release(true)
    this.#shared.pool.off('error', this.#forwardError)
    this.#shared.leases -= 1
    if (this.#shared.leases > 0) return
    shared.delete(this.#key)
    await this.#shared.pool.end().catch(() => undefined)
  }
}

function openPool(options: PoolOptions): SharedPool {
  const pool = new Pool(poolConfig(options))
  pool.setMaxListeners(0)
  // Without a listener a dropped connection ends the process: on the pool for idle clients, on the client while it is
  // checked out. The error itself reaches whoever runs a query.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return { pool, leases: 0, migrated: undefined }
}
