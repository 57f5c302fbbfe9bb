import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '@nemo-batch/database/embedded'
import { applyMigrations } from '@nemo-batch/database/migrate'
import type { TestProject } from 'vitest/node'
import { guardEmbeddedPostgres } from './death-guard.ts'
import { findRedis } from './find-redis.ts'
import { asAdmin, urlOf } from './postgres.ts'

type Server = { readonly url: string; stop(): Promise<void> }

/** One real Postgres for the whole run: `TEST_DATABASE_URL`, whose user may create databases, or the bundled one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const hasRedis = findRedis(process.env)
  const external = process.env.TEST_DATABASE_URL
  const server: Server = external ? { url: external, stop: async () => undefined } : await startTemporaryServer()
  const prefix = `test_${randomBytes(4).toString('hex')}`
  const template = `${prefix}_template`
  await asAdmin(server.url, async (client) => void (await client.query(`CREATE DATABASE ${template}`)))
  await applyMigrations({ url: urlOf(server.url, template) })
  project.provide('testServer', { adminUrl: server.url, template, prefix })
  project.provide('hasRedis', hasRedis)
  return async () => {
    if (external) await dropAll(server.url, prefix)
    await server.stop()
  }
}

async function startTemporaryServer(): Promise<Server> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nemo-batch-test-'))
  const guard = guardEmbeddedPostgres(folder)
  const postgres = await startEmbeddedPostgres({ dataDir: folder, isDurable: false })
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop()
      for (const used of [postgres.home, folder]) await rm(used, { recursive: true, force: true })
      guard.release()
    },
  }
}

async function dropAll(url: string, prefix: string): Promise<void> {
  await asAdmin(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
      [`${prefix}_`],
    )
    for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  })
}
