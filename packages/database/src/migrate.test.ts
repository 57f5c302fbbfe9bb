import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createEmptyDatabase, type TestDatabase } from '@nemo-batch/testing'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyMigrations } from './migrate.ts'

const WITH_A_FUNCTION = `
  CREATE TABLE things (id integer PRIMARY KEY, name text DEFAULT 'a;b');
  CREATE FUNCTION count_things() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM things); END; $$;
  INSERT INTO things (id) VALUES (1);`

describe('migrations', () => {
  let database: TestDatabase
  let folder: string

  beforeEach(async () => {
    database = await createEmptyDatabase()
    folder = await mkdtemp(path.join(tmpdir(), 'nemo-batch-migrations-'))
    await write('0001_things', WITH_A_FUNCTION)
  })
  afterEach(async () => {
    await database.drop()
    await rm(folder, { recursive: true })
  })

  async function write(name: string, sql: string): Promise<void> {
    await mkdir(path.join(folder, name), { recursive: true })
    await writeFile(path.join(folder, name, 'migration.sql'), sql)
  }
  async function query(sql: string) {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }
  const migrate = () => applyMigrations({ url: database.url, folder })

  it('applies files in the order of their names and each of them once', async () => {
    await write('0002_more', 'INSERT INTO things (id) VALUES (2)')
    expect(await migrate()).toEqual(['0001_things', '0002_more'])
    expect(await migrate()).toEqual([])
    expect(await query('SELECT count_things()::int AS n')).toEqual([{ n: 2 }])
  })

  it('applies only what is new to a database that has the rest', async () => {
    await migrate()
    await write('0002_more', 'INSERT INTO things (id) VALUES (2)')
    expect(await migrate()).toEqual(['0002_more'])
  })

  it('applies each file once when several processes start together', async () => {
    await write('0002_slow', 'SELECT pg_sleep(0.2); INSERT INTO things (id) VALUES (2)')
    const applied = await Promise.all([migrate(), migrate(), migrate(), migrate()])
    expect(applied.flat()).toEqual(['0001_things', '0002_slow'])
    expect(await query('SELECT count(*)::int AS n FROM _prisma_migrations')).toEqual([{ n: 2 }])
  })

  it('leaves nothing of a file that fails half-way, keeps those before it, and goes on once it is mended', async () => {
    await write('0002_broken', 'CREATE TABLE half (id integer); SELECT no_such_function()')
    await expect(migrate()).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringContaining('0002_broken'),
    })
    expect(await query("SELECT to_regclass('half') AS half, to_regclass('things')::text AS things")).toEqual([
      { half: null, things: 'things' },
    ])
    await write('0002_broken', 'CREATE TABLE half (id integer)')
    expect(await migrate()).toEqual(['0002_broken'])
  })

  it('refuses to go on when an applied file was changed', async () => {
    await migrate()
    await write('0001_things', `${WITH_A_FUNCTION} -- changed`)
    await write('0002_more', 'INSERT INTO things (id) VALUES (2)')
    await expect(migrate()).rejects.toMatchObject({ code: 'migration_changed' })
    expect(await query('SELECT count_things()::int AS n')).toEqual([{ n: 1 }])
  })

  it('refuses a database that a newer version has migrated', async () => {
    await write('0002_newer', 'SELECT 1')
    await migrate()
    await rm(path.join(folder, '0002_newer'), { recursive: true })
    await expect(migrate()).rejects.toMatchObject({ code: 'migration_unknown' })
  })

  it('refuses a database on which another tool left a migration unfinished', async () => {
    await migrate()
    await query('UPDATE _prisma_migrations SET finished_at = NULL')
    await expect(migrate()).rejects.toMatchObject({ code: 'migration_failed' })
  })

  it("writes the ledger as Prisma's own tools read it", async () => {
    await migrate()
    const [row] = await query('SELECT * FROM _prisma_migrations')
    expect(row).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
      migration_name: '0001_things',
      finished_at: expect.any(Date),
      started_at: expect.any(Date),
      rolled_back_at: null,
      logs: null,
      applied_steps_count: 1,
    })
  })
})
