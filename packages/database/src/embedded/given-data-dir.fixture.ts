import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { guardEmbeddedPostgres } from '@nemo-batch/testing'
import { Client } from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.ts'

export type GivenDataDir = {
  readonly dataDir: string
  readonly cluster: string
  start(): Promise<EmbeddedPostgres>
  /** In a process group of its own, as a terminal or a container starts it. */
  startInOtherProcess(): Starter
  postmasterPid(): Promise<number>
  clean(): Promise<void>
}

export type Starter = {
  /** Resolves with what it printed once its database answers. */
  readonly url: Promise<string>
  /** SIGKILL to the whole group, and waits for the end. */
  kill(): Promise<void>
}

/**
 * A data folder of its own, with a blank and a letter beyond ASCII in its path, that every user may enter.
 * @param made a stopped cluster to begin with a copy of: a database is made by the first start otherwise
 */
export async function givenDataDir(made?: string): Promise<GivenDataDir> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'nemo-batch embedded ü '))
  await chmod(dataDir, 0o755)
  const cluster = path.join(dataDir, 'cluster')
  // Node's own copies would belong to root
  if (made !== undefined) await promisify(execFile)('cp', ['-a', made, cluster])
  const guard = guardEmbeddedPostgres(dataDir)
  const started: EmbeddedPostgres[] = []
  const starters: Starter[] = []
  return {
    dataDir,
    cluster,
    start: async () => {
      const postgres = await startEmbeddedPostgres({ dataDir, isDurable: false })
      started.push(postgres)
      return postgres
    },
    startInOtherProcess: () => {
      const starter = spawnStarter(dataDir)
      starters.push(starter)
      return starter
    },
    postmasterPid: async () => Number((await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]),
    clean: async () => {
      for (const starter of starters) await starter.kill()
      for (const postgres of started) await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
      guard.release()
    },
  }
}

function spawnStarter(dataDir: string): Starter {
  const fixture = path.join(import.meta.dirname, 'start-and-hold.fixture.ts')
  const child = spawn(process.execPath, [fixture, dataDir], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  return { url: firstLine(child), kill: () => killGroup(child) }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [line] = await once(child.stdout ?? child, 'data')
  return String(line).trim()
}

async function killGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  process.kill(-child.pid, 'SIGKILL')
  await ended
}

export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}
