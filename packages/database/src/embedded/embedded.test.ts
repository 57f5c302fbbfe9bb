import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { waitFor } from '@nemo-batch/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type GivenDataDir, givenDataDir, query } from './given-data-dir.fixture.ts'
import { startEmbeddedPostgres } from './index.ts'
import { isRunning } from './process-identity.ts'
import { chooseRunUser } from './run-user.ts'

const isRoot = process.getuid?.() === 0

describe('the embedded Postgres at its first start', () => {
  let given: GivenDataDir
  beforeEach(async () => {
    given = await givenDataDir()
  })
  afterEach(() => given.clean())

  it('makes its database at the first start, keeps it over the next, and leaves nothing running', async () => {
    const first = await given.start()
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    const pid = await given.postmasterPid()
    await first.stop()
    expect(isRunning(pid)).toBe(false)

    const second = await given.start()
    expect(second.url).toBe(first.url)
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([7])
    await second.stop()
    expect(await readdir(given.dataDir)).toEqual(['cluster', 'postgres.log'])
  })

  it('lets nobody in without the password, which only its owner can read', async () => {
    const { url } = await given.start()
    const guess = new URL(url)
    guess.password = 'password'
    await expect(query(guess.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
    expect((await stat(path.join(given.cluster, 'nemo-batch.password'))).mode & 0o777).toBe(0o600)
    expect(await query(url, 'SHOW listen_addresses')).toEqual(['127.0.0.1'])
  })

  it('starts afresh when the first start was killed while it made the database', async () => {
    const starter = given.startInOtherProcess()
    starter.url.catch(() => undefined)
    await waitFor(async () => (await readdir(given.dataDir)).some((name) => name.startsWith('initdb-')))
    await starter.kill()
    expect(existsSync(given.cluster)).toBe(false)

    const next = await given.start()
    expect(await query(next.url, 'SELECT 1')).toEqual([1])
    expect((await readdir(given.dataDir)).filter((name) => name.startsWith('initdb-'))).toEqual([])
  })

  it('refuses the database of another major version and does not touch it', async () => {
    await mkdir(given.cluster, { recursive: true })
    await writeFile(path.join(given.cluster, 'PG_VERSION'), '12\n')
    await expect(given.start()).rejects.toMatchObject({
      code: 'embedded_postgres_version_mismatch',
      message: expect.stringContaining('Postgres 12'),
    })
    expect(await readdir(given.cluster)).toEqual(['PG_VERSION'])
    expect(await readFile(path.join(given.cluster, 'PG_VERSION'), 'utf8')).toBe('12\n')
  })

  it.runIf(isRoot)('runs below a folder that only root may enter', async () => {
    const closed = await mkdtemp(path.join(tmpdir(), 'nemo-batch-closed-'))
    await chmod(closed, 0o700)
    const dataDir = path.join(closed, 'data', 'postgres')
    const first = await startEmbeddedPostgres({ dataDir, isDurable: false })
    try {
      await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n')
      await first.stop()
      const second = await startEmbeddedPostgres({ dataDir, isDurable: false })
      expect(await query(second.url, 'SELECT n FROM kept')).toEqual([7])
      await second.stop()
    } finally {
      await first.stop()
      await rm(first.home, { recursive: true })
      await rm(closed, { recursive: true })
    }
  })
})

describe('the embedded Postgres', () => {
  let made: GivenDataDir
  let given: GivenDataDir
  beforeAll(async () => {
    made = await givenDataDir()
    await (await made.start()).stop()
  })
  beforeEach(async () => {
    given = await givenDataDir(made.cluster)
  })
  afterEach(() => given.clean())
  afterAll(() => made.clean())

  it('outlives a kill of the group that started it, and is taken over by the next start', async () => {
    const starter = given.startInOtherProcess()
    const url = await starter.url
    const pid = await given.postmasterPid()
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS n')
    await starter.kill()
    expect(isRunning(pid)).toBe(true)

    const next = await given.start()
    expect(next.url).toBe(url)
    expect(await given.postmasterPid()).toBe(pid)
    expect(await query(url, 'SELECT n FROM kept')).toEqual([7])
    await next.stop()
    expect(isRunning(pid)).toBe(false)
  })

  it('starts over a pid file that names a stranger, and leaves the stranger alone', async () => {
    await (await given.start()).stop()
    const stranger = spawn('sleep', ['600'], { ...chooseRunUser(given.cluster), stdio: 'ignore' })
    try {
      const pidFile = [stranger.pid, given.cluster, 1_700_000_000, 1, '', '127.0.0.1', '1 1', 'ready   ', ''].join('\n')
      await writeFile(path.join(given.cluster, 'postmaster.pid'), pidFile)
      const next = await given.start()
      expect(await query(next.url, 'SELECT 1')).toEqual([1])
      await next.stop()
      expect(stranger.exitCode ?? stranger.signalCode).toBe(null)
    } finally {
      stranger.kill('SIGKILL')
    }
  })

  it('refuses a second instance on the same folder, and the first goes on', async () => {
    const starter = given.startInOtherProcess()
    const url = await starter.url
    await expect(given.start()).rejects.toMatchObject({
      code: 'embedded_postgres_in_use',
      message: expect.stringContaining('DATA_DIR'),
    })
    expect(await query(url, 'SELECT 1')).toEqual([1])
    await starter.kill()
    await given.start()
  })

  it('lets exactly one of several starters in after the holder was killed', async () => {
    const starter = given.startInOtherProcess()
    await starter.url
    await starter.kill()
    const starts = await Promise.allSettled([given.start(), given.start(), given.start()])
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('comes back on the same address, with its data, when the server is killed', async () => {
    const postgres = await given.start()
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    const seen: string[] = []
    postgres.onExit(() => seen.push('exit'))
    postgres.onRestart(() => seen.push('restart'))
    process.kill(await given.postmasterPid(), 'SIGKILL')
    await waitFor(() => seen.length === 2)
    expect(seen).toEqual(['exit', 'restart'])
    expect(await query(postgres.url, 'SELECT n FROM kept')).toEqual([7])
  })

  it('leaves nothing running when it is stopped in the middle of a restart', async () => {
    const postgres = await given.start()
    const died = new Promise<void>((resolve) => postgres.onExit(resolve))
    process.kill(await given.postmasterPid(), 'SIGKILL')
    await died
    await Promise.all([postgres.stop(), postgres.stop()])
    expect(existsSync(path.join(given.cluster, 'postmaster.pid'))).toBe(false)
    expect(existsSync(path.join(given.dataDir, 'instance.lock'))).toBe(false)
  })

  it('takes another port when somebody has taken its own', async () => {
    const first = await given.start()
    await first.stop()
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
    try {
      const next = await given.start()
      expect(new URL(next.url).port).not.toBe(new URL(first.url).port)
    } finally {
      squatter.close()
    }
  })
})
