import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'

/** What the global setup tells the test files about the server of this run. */
export type TestServer = {
  /** Of a superuser, to a database that is not the template. */
  readonly adminUrl: string
  /** A database with all migrations applied, to which nobody connects. */
  readonly template: string
  /** Of the names of all databases of this run. */
  readonly prefix: string
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

export type TestDatabase = {
  readonly url: string
  drop(): Promise<void>
}

const CLONE_LOCK = 20_261_121

/** A database of the caller's own with all migrations applied, in some 50 ms. Drop it in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return cloneDatabase(inject('testServer').template)
}

/** A database without a table in it. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return cloneDatabase('template0')
}

async function cloneDatabase(template: string): Promise<TestDatabase> {
  const { adminUrl, prefix } = inject('testServer')
  const name = `${prefix}_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, async (client) => {
    // Postgres refuses a template that somebody else is copying at the moment.
    await client.query('SELECT pg_advisory_lock($1)', [CLONE_LOCK])
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  return {
    url: urlOf(adminUrl, name),
    drop: () =>
      asAdmin(adminUrl, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      }),
  }
}

export async function asAdmin(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}
